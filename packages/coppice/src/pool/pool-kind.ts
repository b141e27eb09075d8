import type { Kind, Place } from "../child/contract.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { Pool, type PoolPlan } from "./pool.ts";

/** What a pool's spec holds. */
export interface PoolBody extends SupervisorBody {
  readonly plan: PoolPlan;
}

/** A supervisor of a pool's workers. What siblings get is the address of the pool. */
class PoolLife extends Supervisor {
  readonly instance: Pool;

  constructor(body: PoolBody, place: Place, pool: Pool) {
    super({ ...body, children: pool.specs() }, place);
    this.instance = pool;
    pool.open(this.branch);
  }
}

/** A pool: its address, and its size, are kept at its place while its incarnations come and go. */
export const poolKind: Kind<PoolBody> = Object.freeze<Kind<PoolBody>>({
  name: "pool",
  supervises: true,
  defaults: Object.freeze({ shutdown: Number.POSITIVE_INFINITY, startTimeout: Number.POSITIVE_INFINITY }),
  create: (body, place) => {
    const pool = place.kept instanceof Pool ? place.kept : new Pool(place, body.plan);
    place.kept = pool;
    return new PoolLife(body, place, pool);
  },
});
