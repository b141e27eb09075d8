import { actor, supervisor } from "coppice";
export default supervisor("e", [actor("a", { receive: { say: (m, ctx) => {}, ask: () => "ok" } })]);
