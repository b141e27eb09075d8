// A tree for a thread, with an actor that answers at once.
import { actor, supervisor, type SupervisorSpec } from "coppice";

export default (): SupervisorSpec =>
  supervisor("far", [actor("answering", { receive: { answer: ({ of }: { readonly of: number }) => of } })]);
