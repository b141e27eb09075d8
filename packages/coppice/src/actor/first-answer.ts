/** The first of some asks that is answered. Rejects, when none is, with what the last of them rejected with. */
export function firstAnswer<Answer>(asks: readonly Promise<Answer>[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let open = asks.length;
    for (const ask of asks) {
      ask.then(resolve, (error: unknown) => {
        open -= 1;
        if (open === 0) reject(error);
      });
    }
  });
}
