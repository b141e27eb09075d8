// An actor without state, exported as it is.
import { actor } from "coppice";

export default actor("plain", { receive: { add: ({ a, b }: { readonly a: number; readonly b: number }) => a + b } });
