export { type ActorContext, type Behaviour, type CancelTimer, type OnError } from "./actor/behaviour.ts";
export type { ActorChildrenOptions } from "./actor/actor-children.ts";
export type { DeliveryOptions } from "./actor/delivery.ts";
export type { DeadLetterCounts, DeadLetterReason } from "./actor/dead-letters.ts";
export type { MailboxInfo } from "./actor/mailbox-info.ts";
export type { MailboxOptions, Overflow } from "./actor/mailbox-options.ts";
export type { MessageEnvelope } from "./actor/message-envelope.ts";
export type { AnyMessage, Handlers, MessageOf, ReplyTo } from "./actor/protocol.ts";
export type { Recipient } from "./actor/recipient.ts";
export type { Priority } from "./actor/priority.ts";
export type { AskOptions, Ref, SendOptions, SystemCallOptions, TellOptions } from "./actor/ref.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./actor/standard-schema.ts";
export { inspect, resume, suspend } from "./actor/system-calls.ts";
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
export type { ExitLink, Monitor, Target } from "./child/relation.ts";
export type { Down, Watcher } from "./child/watcher.ts";
export { type Bound, type Context, IGNORE } from "./child/context.ts";
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
export type { FedProgram } from "./kind/program/fed-program.ts";
export type { RunningProgram } from "./kind/program/program-life.ts";
export type { ModuleBody } from "./host/module-body.ts";
export type { HostedBody } from "./kind/hosted/hosted-body.ts";
export type { ModuleProgramBody } from "./kind/program/module-body.ts";
export type {
  Command,
  ProgramInput,
  ProgramOptions,
  ProgramOutput,
  ProgramReady,
  StopSignal,
} from "./kind/program/program-options.ts";
export type { PartitionId, PartitionKey, Partitions } from "./kind/partitions/partitions.ts";
export type { RotateOptions } from "./kind/output/rotate-options.ts";
export type { Output } from "./kind/output/output.ts";
export type { ServiceObject } from "./kind/service.ts";
export type { TaskObject } from "./kind/task.ts";
export type {
  ItemWork,
  RunningTask,
  TaskOutcome,
  TaskStream,
  TaskStreamOptions,
  TaskSupervisor,
  Work,
} from "./kind/tasks/task-supervisor.ts";
export type { WorkerFactory } from "./kind/worker.ts";
export type { CpuTime, ProcessUsage, ThreadUsage, Usage } from "./child/usage.ts";
export type { ThreadBody, ThreadLimits, ThreadOutputs } from "./kind/thread/thread-body.ts";
export type { Pool } from "./pool/pool.ts";
export type { Route } from "./pool/route.ts";
export type { AnyRef, Registrant } from "./registry/registrant.ts";
export type { Registration } from "./registry/registration.ts";
export type { Registry } from "./registry/registry.ts";
export type { BackoffOptions } from "./restart/backoff.ts";
export type { RestartType } from "./restart/restart-type.ts";
export type { CustomStrategy, Sibling, Strategy, StrategyName } from "./restart/strategy.ts";
export type { Runtime, Timer, TimerOptions } from "./runtime/runtime.ts";
export type { SupervisorBody } from "./supervisor/settings.ts";
export { plainRuntime } from "./runtime/plain-runtime.ts";
export { systemRuntime } from "./runtime/system-runtime.ts";
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
export { pool, type PoolOptions, type PoolSpec } from "./spec/pool.ts";
export { program, type ProgramSpec } from "./spec/program.ts";
export { type ProtocolOf, registry, type RegistryOptions, type RegistrySpec } from "./spec/registry.ts";
export type { ModuleProgramOptions, ModuleProgramSpec } from "./spec/module-program.ts";
export type { HostedOptions } from "./spec/hosted-options.ts";
export { fromModule, type Isolation, type LoopModuleOptions, type ModuleOptions, type ModuleSpec } from "./spec/from-module.ts";
export type { Mounted, MountedBody, MountedInstance, TreeOf } from "./spec/mounted.ts";
export { type InlineMake, inlineModule } from "./spec/inline-module.ts";
export { type ArgsOf, type ChildModule, module, type Module } from "./spec/module.ts";
export { service, type ServiceAnswer, type ServiceSpec } from "./spec/service.ts";
export type { TreeLimits } from "./spec/tree-limits.ts";
export type { InstanceOf } from "./spec/instance.ts";
export type { InstanceOptions } from "./spec/instances.ts";
export { supervisor } from "./spec/supervisor.ts";
export type { SupervisorSpec } from "./spec/supervisor-spec.ts";
export { task, type TaskAnswer, type TaskOptions, type TaskSpec } from "./spec/task.ts";
export {
  partitionSupervisor,
  type PartitionOf,
  type PartitionSupervisorOptions,
  type PartitionSupervisorSpec,
  type PartitionTemplate,
} from "./spec/partition-supervisor.ts";
export { taskSupervisor, type TaskSupervisorOptions, type TaskSupervisorSpec } from "./spec/task-supervisor.ts";
export { thread, type ThreadOptions, type ThreadSpec } from "./spec/thread.ts";
export { topics, type TopicsOptions, type TopicsSpec } from "./spec/topics.ts";
export { checkSpecs } from "./spec/validation/check-specs.ts";
export type { WorkerSpec } from "./spec/worker.ts";
export { type Duration, formatDuration } from "./time/duration.ts";
export type { Delivery } from "./topic/delivery.ts";
export type { Listen } from "./topic/listener.ts";
export type { ListenOptions } from "./topic/listen-options.ts";
export type { Subscriber, SubscriptionOptions } from "./topic/subscriber.ts";
export type { MessageAt, PatternOf, TopicMap, TopicOf } from "./topic/topic-map.ts";
export type { TopicStream } from "./topic/topic-stream.ts";
export type { Published, Topics, TopicsInfo } from "./topic/topics.ts";
