// The jobs, as workerpool has them.
import { importPeer } from "../../../scripts/peers.ts";
import { Scene } from "../scene.ts";
import { culprit } from "./culprit.ts";

interface Workerpool {
  readonly worker: (jobs: Readonly<Record<string, (folder: string, evil: string) => unknown>>) => void;
}

const { worker } = await importPeer<Workerpool>("workerpool");
worker({
  culprit: (folder, evil) => culprit(new Scene(folder), evil),
  witness: () => "here",
});
