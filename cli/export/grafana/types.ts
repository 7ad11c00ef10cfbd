import type { Dashboard as SchemaDashboard, Panel as SchemaPanel } from "@grafana/schema";
import type { Options as BarGaugeOptions } from "@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen";
import type { CloudWatchMetricsQuery as SchemaQuery } from "@grafana/schema/dist/esm/raw/composable/cloudwatch/dataquery/x/CloudWatchDataQuery_types.gen";
import type { Options as StatOptions } from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type { Options as TextOptions } from "@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen";
import type {
  FieldConfig as TimeSeriesFieldConfig,
  Options as TimeSeriesOptions,
} from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

/** A type of Grafana's schema as JSON has it: an enumeration is one of its values. */
export type Json<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends readonly (infer Item)[]
      ? Json<Item>[]
      : T extends object
        ? { [Key in keyof T]: Json<T[Key]> }
        : T;

export type CloudWatchQuery = Json<SchemaQuery>;
type AnyPanel = Omit<Json<SchemaPanel>, "targets" | "type" | "options" | "fieldConfig">;

type Panel<Type extends string, Options, Custom = Record<string, never>> = AnyPanel & {
  type: Type;
  options: Json<Options>;
  targets?: CloudWatchQuery[];
  fieldConfig?: Json<NonNullable<SchemaPanel<Record<string, unknown>, Custom>["fieldConfig"]>>;
};

export type GrafanaPanel =
  | Panel<"timeseries", TimeSeriesOptions, TimeSeriesFieldConfig>
  | Panel<"bargauge", BarGaugeOptions>
  | Panel<"stat", StatOptions>
  | Panel<"text", TextOptions>;

/** Grafana's classic dashboard model, as its import takes it. */
export type GrafanaDashboard = Omit<Json<SchemaDashboard>, "panels"> & { panels: GrafanaPanel[] };
