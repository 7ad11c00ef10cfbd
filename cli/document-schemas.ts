import * as z from "zod";
import { backtestShape } from "./backtest/document-shape.ts";
import { diagnosisShape } from "./diagnose/document-shape.ts";
import { doctorShape } from "./doctor/document-shape.ts";
import { forecastDocumentShape } from "./forecast/document-shape.ts";
import { increaseShape } from "./increase/document-shape.ts";
import { statusShape } from "./increase/status-shape.ts";

interface DocumentShape {
  title: string;
  shape: z.ZodType;
}

/** The documents that commands write with --json and describe by a JSON Schema, by the name of the schema's file. */
const documents: Readonly<Record<string, DocumentShape>> = {
  backtest: { title: "headroom backtest", shape: backtestShape },
  diagnose: { title: "headroom diagnose", shape: diagnosisShape },
  "increase-status": { title: "headroom increase status", shape: statusShape },
  increase: { title: "headroom increase", shape: increaseShape },
  doctor: { title: "headroom doctor", shape: doctorShape },
  forecast: { title: "headroom forecast", shape: forecastDocumentShape },
};

/** Each schema as a file: its path in the repository and its text. JSON Schema draft 7, which most validators read. */
export const documentSchemas = (): [path: string, text: string][] =>
  Object.entries(documents).map(([name, { title, shape }]) => [
    `docs/schemas/${name}.schema.json`,
    `${JSON.stringify({ ...z.toJSONSchema(shape, { target: "draft-7", io: "input" }), title }, null, 2)}\n`,
  ]);
