/** What the example uses of autocannon, which brings no types. */
declare module "autocannon" {
  interface Request {
    readonly path?: string;
  }

  interface Options {
    readonly url: string;
    /** Of all connections together. */
    readonly amount: number;
    readonly connections: number;
    /** Seconds. */
    readonly timeout: number;
    /** Milliseconds between the looks at the clock. */
    readonly sampleInt: number;
    readonly requests: readonly {
      readonly setupRequest: (request: Request) => Request;
      readonly onResponse: (status: number, body: string) => void;
    }[];
  }

  /** A run: a promise of its result, that can be ended early. */
  interface Run extends PromiseLike<unknown> {
    stop(): void;
  }

  export default function autocannon(options: Options): Run;
}
