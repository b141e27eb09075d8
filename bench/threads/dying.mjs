// What a thread runs that dies as soon as it is up: in a tree as it is, and by `plain.mjs`.
export default async () => {
  await new Promise((resume) => {
    setImmediate(resume);
  });
  throw new Error("died");
};
