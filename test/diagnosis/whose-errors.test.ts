import assert from "node:assert/strict";
import { ownerOf } from "../../cli/diagnose/whose-errors.ts";
import { targetOf } from "../../monitoring/report/discover.ts";
import { loadRegistry } from "../../registry/index.ts";

describe("whose an error is", () => {
  it("can't be told of an id that the runtime and mantle share, unless one of them can't have been throttled", async () => {
    const { models } = await loadRegistry("ap-northeast-2");
    const model = models.find(({ scopes }) => scopes.mantle && scopes["on-demand"]);
    assert.ok(model, "a model of both");
    const [runtime, mantle] = [targetOf(model, "on-demand", []), targetOf(model, "mantle", [])];
    const beside = { region: "ap-northeast-2", isOnlyRegion: true };
    const both = { ...beside, inUse: [runtime, mantle] };

    const throttled = new Set([runtime]);
    assert.ok(ownerOf(runtime, { ...both, throttled }).shared.size > 0);
    assert.equal(ownerOf(runtime, { ...both, throttled }).isOnly, false);
    assert.ok(ownerOf(mantle, { ...both, throttled }).shared.size > 0);
    assert.equal(ownerOf(mantle, { ...both, throttled: new Set() }).shared.size, 0, "the runtime throttled nothing");

    const alone = ownerOf(runtime, { ...beside, inUse: [runtime], throttled });
    assert.deepEqual([alone.isOnly, alone.shared.size], [true, 0]);
    const other = targetOf(models.find(({ modelId }) => modelId !== model.modelId)!, "on-demand", []);
    assert.equal(ownerOf(runtime, { ...beside, inUse: [runtime], throttled: new Set([runtime, other]) }).isOnly, false);
  });
});
