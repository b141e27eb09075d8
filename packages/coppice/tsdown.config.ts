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
  sourcemap: true,
  logLevel: "warn",
});

export default config;
