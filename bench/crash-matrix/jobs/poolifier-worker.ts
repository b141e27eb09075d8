// The jobs, as poolifier has them.
import { importPeer } from "../../../scripts/peers.ts";
import { Scene } from "../scene.ts";
import { culprit } from "./culprit.ts";

interface Poolifier {
  readonly ThreadWorker: new (jobs: Readonly<Record<string, (data: { folder: string; evil: string }) => unknown>>) => object;
}

const { ThreadWorker } = await importPeer<Poolifier>("poolifier");

export default new ThreadWorker({
  culprit: ({ folder, evil }) => culprit(new Scene(folder), evil),
  witness: () => "here",
});
