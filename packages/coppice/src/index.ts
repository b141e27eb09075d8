export { type ActorContext, type Behaviour, type CancelTimer, type OnError } from "./actor/behaviour.ts";
export type { DeadLetterCounts, DeadLetterReason } from "./actor/dead-letters.ts";
export type { MailboxInfo } from "./actor/mailbox-info.ts";
export type { MailboxOptions, Overflow } from "./actor/mailbox-options.ts";
export type { AnyMessage, Handlers, MessageOf, ReplyTo } from "./actor/protocol.ts";
export type { AskOptions, Ref, SendOptions } from "./actor/ref.ts";
export type { RefOf } from "./actor/ref-to.ts";
export type { AnyApp, App, KnownApp, RefFinder, StopOptions, TreeSnapshot } from "./app/app.ts";
export type { Batch, BatchBuilder, NumberedFactory } from "./app/batch-builder.ts";
export type { ChildBuilder } from "./app/child-builder.ts";
export type { ChildHandle } from "./app/child-handle.ts";
export type { ChildSettings, WorkerOptions } from "./app/child-settings.ts";
export { describeEvent } from "./app/describe-event.ts";
export type { TreeEvent, TreeEvents, TreeEventSource, TreeHistory } from "./app/events.ts";
export type {
  AnyHandle,
  BuilderAt,
  ChildFinder,
  ChildStarter,
  HandleAt,
  HandleOf,
  InstanceOptions,
  InstanceStarter,
  KnownSupervisor,
  NewId,
  SpecStarter,
  SupervisorHandle,
} from "./app/handle.ts";
export { type Logger, logEvents, type LogOptions } from "./app/log-events.ts";
export { printTree } from "./app/print-tree.ts";
export { runMain, type RunMainOptions } from "./app/run-main.ts";
export { start } from "./app/start.ts";
export type { StartOptions } from "./app/start-options.ts";
export type { WatchdogOptions } from "./app/watchdog-options.ts";
export type { ChildCounts, ChildInfo, StopReport } from "./child/child-info.ts";
export type { Deferred } from "./child/belongings.ts";
export type { ErrorEmitter } from "./child/owned.ts";
export { type Context, IGNORE } from "./child/context.ts";
export type { Branch, Environment, Incarnation, Kind, Place, Spec, Tree } from "./child/contract.ts";
export type { ChildState } from "./child/life-cycle.ts";
export type { ChildDefaults, ChildOptions, ExitRule, RestartLimit } from "./child/options.ts";
export type { AutoShutdown, SupervisorOptions } from "./child/supervisor-options.ts";
export { CoppiceError, type CoppiceErrorOptions, ERROR_KINDS, type ErrorCode, type ErrorKind, isCoppiceError } from "./error.ts";
export type { ErrorData } from "./error-data.ts";
export type { AnyEvent, Envelope, EventOf, Severity } from "./event/event.ts";
export { CHANNEL, type SubscribeOptions } from "./event/event-bus.ts";
export type { EventTotals, HistoryOptions, HistorySnapshot } from "./event/event-history.ts";
export type { EventGap, EventStream, EventStreamOptions } from "./event/event-stream.ts";
export { type Exit, type ExitCause, type ExitType, isAbnormal, type Json, type KilledBy } from "./exit.ts";
export { describeExit } from "./exit-text.ts";
export type { RunningProgram } from "./kind/program/program-life.ts";
export type { Command, ProgramInput, ProgramOptions, ProgramOutput, ProgramReady } from "./kind/program/program-options.ts";
export type { ServiceObject } from "./kind/service.ts";
export type { TaskObject } from "./kind/task.ts";
export type { WorkerFactory } from "./kind/worker.ts";
export type { ThreadBody, ThreadLimits } from "./kind/thread/thread-body.ts";
export type { BackoffOptions } from "./restart/backoff.ts";
export type { RestartType } from "./restart/restart-type.ts";
export type { CustomStrategy, Sibling, Strategy, StrategyName } from "./restart/strategy.ts";
export type { Runtime, Timer, TimerOptions } from "./runtime/runtime.ts";
export type { SupervisorBody } from "./supervisor/settings.ts";
export { plainRuntime, systemRuntime } from "./runtime/system-runtime.ts";
export { actor, type ActorOptions, type ActorSpec, type MakeBehaviour } from "./spec/actor.ts";
export {
  dynamicSupervisor,
  type DynamicSupervisorOptions,
  type DynamicSupervisorSpec,
  type InstanceSpec,
  type Template,
  type TemplateArgs,
} from "./spec/dynamic-supervisor.ts";
export type { ChildAt, PathsOf } from "./spec/paths.ts";
export { program, type ProgramSpec } from "./spec/program.ts";
export { type ArgsOf, type ChildModule, module, type Module } from "./spec/module.ts";
export { service, type ServiceAnswer, type ServiceSpec } from "./spec/service.ts";
export type { InstanceOf } from "./spec/instance.ts";
export { supervisor } from "./spec/supervisor.ts";
export type { SupervisorSpec } from "./spec/supervisor-spec.ts";
export { task, type TaskAnswer, type TaskOptions, type TaskSpec } from "./spec/task.ts";
export { thread, type ThreadOptions, type ThreadSpec } from "./spec/thread.ts";
export { checkSpecs } from "./spec/validation/check-specs.ts";
export type { WorkerSpec } from "./spec/worker.ts";
export { type Duration, formatDuration } from "./time/duration.ts";
