import type { Kind } from "../child/contract.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { Pool, type PoolPlan } from "./pool.ts";

/** What a pool's spec holds. */
export interface PoolBody extends SupervisorBody {
  readonly plan: PoolPlan;
}

/**
 * A supervisor of a pool's workers. What siblings get is the pool: its address, and its size, are kept at its place while its
 * incarnations come and go.
 */
export const poolKind: Kind<PoolBody> = Object.freeze<Kind<PoolBody>>({
  name: "pool",
  supervises: true,
  defaults: Object.freeze({ shutdown: Number.POSITIVE_INFINITY, startTimeout: Number.POSITIVE_INFINITY }),
  create: (body, place) => {
    const pool = place.kept instanceof Pool ? place.kept : new Pool(place, body.plan);
    place.kept = pool;
    const life = new Supervisor({ ...body, children: pool.specs(), instance: () => pool }, place);
    pool.open(life.branch);
    return life;
  },
});
