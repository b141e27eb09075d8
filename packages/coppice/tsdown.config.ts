import { defineConfig, type UserConfig } from "tsdown";

const config: UserConfig = defineConfig({
  entry: {
    index: "src/index.ts",
    "testing/index": "src/testing/index.ts",
    "fault/watchdog-main": "src/fault/watchdog/watchdog-main.ts",
    "host/process-main": "src/host/process-main.ts",
    "host/thread-main": "src/host/thread-main.ts",
  },
  platform: "node",
  target: "node22.18",
  fixedExtension: false,
  dts: { oxc: true },
  outputOptions: {
    // A thread is up when all that it imports is: each file costs it about a third of a millisecond, so it has one.
    codeSplitting: {
      groups: [
        { name: "hosted", test: /[\\/](host[\\/]hosted-child|fault[\\/]process-errors|link[\\/](port|ipc)-transport)\.ts$/ },
      ],
    },
    comments: { legal: true, annotation: true, jsdoc: false },
  },
  sourcemap: true,
  logLevel: "warn",
});

export default config;
