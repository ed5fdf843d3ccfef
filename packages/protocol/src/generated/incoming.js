// Generated from src/schema by `npm run generate`. Do not edit.
import { at, bool, choice, either, exclusive, integer, list, number, object, pattern, record, text } from '../validation/check.ts';

const REQUEST_FRAME_KEYS = new Set(["type","id","method","params","traceparent"]);

const REQUEST_FRAME_TYPE_CHOICES = new Set(["req"]);

function checkRequestFrame(value) {
  return object(value, REQUEST_FRAME_KEYS, ["type","id","method"], true) ??
    at("type", choice(value.type, REQUEST_FRAME_TYPE_CHOICES)) ??
    at("id", text(value.id, 1, 256)) ??
    at("method", text(value.method, 1, 128)) ??
    (value.traceparent === undefined ? null : at("traceparent", text(value.traceparent, undefined, 128)));
}

const RESPONSE_FRAME_KEYS = new Set(["type","id","ok","payload","error"]);

const RESPONSE_FRAME_TYPE_CHOICES = new Set(["res"]);

const RESPONSE_FRAME_ERROR_KEYS = new Set(["code","message","details","retryable","retryAfterMs"]);

function checkResponseFrameError(value) {
  return object(value, RESPONSE_FRAME_ERROR_KEYS, ["code","message"], true) ??
    at("code", text(value.code, 1)) ??
    at("message", text(value.message, 1)) ??
    (value.retryable === undefined ? null : at("retryable", bool(value.retryable))) ??
    (value.retryAfterMs === undefined ? null : at("retryAfterMs", integer(value.retryAfterMs, 0)));
}

function checkResponseFrame(value) {
  return object(value, RESPONSE_FRAME_KEYS, ["type","id","ok"], true) ??
    at("type", choice(value.type, RESPONSE_FRAME_TYPE_CHOICES)) ??
    at("id", text(value.id, 1)) ??
    at("ok", bool(value.ok)) ??
    (value.error === undefined ? null : at("error", checkResponseFrameError(value.error)));
}

const EVENT_FRAME_KEYS = new Set(["type","event","payload","seq","stateVersion"]);

const EVENT_FRAME_TYPE_CHOICES = new Set(["event"]);

const EVENT_FRAME_STATE_VERSION_KEYS = new Set(["presence","health"]);

function checkEventFrameStateVersion(value) {
  return object(value, EVENT_FRAME_STATE_VERSION_KEYS, ["presence","health"], true) ??
    at("presence", integer(value.presence, 0)) ??
    at("health", integer(value.health, 0));
}

function checkEventFrame(value) {
  return object(value, EVENT_FRAME_KEYS, ["type","event"], true) ??
    at("type", choice(value.type, EVENT_FRAME_TYPE_CHOICES)) ??
    at("event", text(value.event, 1)) ??
    (value.seq === undefined ? null : at("seq", integer(value.seq, 0))) ??
    (value.stateVersion === undefined ? null : at("stateVersion", checkEventFrameStateVersion(value.stateVersion)));
}

const CONNECT_PARAMS_KEYS = new Set(["minProtocol","maxProtocol","client","caps","commands","computerUse","workerRuns","permissions","pathEnv","role","scopes","device","auth","locale","userAgent"]);

const CONNECT_PARAMS_CLIENT_KEYS = new Set(["id","displayName","version","buildId","platform","deviceFamily","modelIdentifier","timeZone","mode","instanceId"]);

const CONNECT_PARAMS_CLIENT_ID_CHOICES = new Set(["webchat-ui","openclaw-control-ui","openclaw-browser-copilot","openclaw-tui","webchat","cli","gateway-client","openclaw-macos","openclaw-linux","openclaw-ios","openclaw-watchos","openclaw-android","node-host","openclaw-worker","test","fingerprint","openclaw-probe","coderclaw-web","coderclaw-tui"]);

const CONNECT_PARAMS_CLIENT_MODE_CHOICES = new Set(["webchat","cli","ui","backend","node","worker","probe","test"]);

function checkConnectParamsClient(value) {
  return object(value, CONNECT_PARAMS_CLIENT_KEYS, ["id","version","platform","mode"], true) ??
    at("id", choice(value.id, CONNECT_PARAMS_CLIENT_ID_CHOICES)) ??
    (value.displayName === undefined ? null : at("displayName", text(value.displayName, 1))) ??
    at("version", text(value.version, 1)) ??
    (value.buildId === undefined ? null : at("buildId", text(value.buildId, 1, 96))) ??
    at("platform", text(value.platform, 1)) ??
    (value.deviceFamily === undefined ? null : at("deviceFamily", text(value.deviceFamily, 1))) ??
    (value.modelIdentifier === undefined ? null : at("modelIdentifier", text(value.modelIdentifier, 1))) ??
    (value.timeZone === undefined ? null : at("timeZone", text(value.timeZone, 1, 64))) ??
    at("mode", choice(value.mode, CONNECT_PARAMS_CLIENT_MODE_CHOICES)) ??
    (value.instanceId === undefined ? null : at("instanceId", text(value.instanceId, 1)));
}

const CONNECT_PARAMS_WORKER_RUNS_KEYS = new Set(["bundleHash","openclawVersion","protocolFeatures","bundlePrewarm"]);

function checkConnectParamsWorkerRuns(value) {
  return object(value, CONNECT_PARAMS_WORKER_RUNS_KEYS, ["bundleHash","openclawVersion","protocolFeatures"], true) ??
    at("bundleHash", pattern(value.bundleHash, /^[a-f0-9]{64}$/u, "of the form ^[a-f0-9]{64}$")) ??
    at("openclawVersion", text(value.openclawVersion, 1, 128)) ??
    at("protocolFeatures", list(value.protocolFeatures, (value) => text(value, 1, 128), { maxItems: 64, unique: true })) ??
    (value.bundlePrewarm === undefined ? null : at("bundlePrewarm", integer(value.bundlePrewarm, 1, 9007199254740991)));
}

const CONNECT_PARAMS_DEVICE_KEYS = new Set(["id","publicKey","signature","signedAt","nonce"]);

function checkConnectParamsDevice(value) {
  return object(value, CONNECT_PARAMS_DEVICE_KEYS, ["id","publicKey","signature","signedAt","nonce"], true) ??
    at("id", text(value.id, 1)) ??
    at("publicKey", text(value.publicKey, 1)) ??
    at("signature", text(value.signature, 1)) ??
    at("signedAt", integer(value.signedAt, 0)) ??
    at("nonce", text(value.nonce, 1));
}

const CONNECT_PARAMS_AUTH_KEYS = new Set(["token","bootstrapToken","deviceToken","password","approvalRuntimeToken","agentRuntimeIdentityToken"]);

function checkConnectParamsAuth(value) {
  return object(value, CONNECT_PARAMS_AUTH_KEYS, [], true) ??
    (value.token === undefined ? null : at("token", text(value.token))) ??
    (value.bootstrapToken === undefined ? null : at("bootstrapToken", text(value.bootstrapToken))) ??
    (value.deviceToken === undefined ? null : at("deviceToken", text(value.deviceToken))) ??
    (value.password === undefined ? null : at("password", text(value.password))) ??
    (value.approvalRuntimeToken === undefined ? null : at("approvalRuntimeToken", text(value.approvalRuntimeToken))) ??
    (value.agentRuntimeIdentityToken === undefined ? null : at("agentRuntimeIdentityToken", text(value.agentRuntimeIdentityToken)));
}

function checkConnectParams(value) {
  return object(value, CONNECT_PARAMS_KEYS, ["minProtocol","maxProtocol","client"], true) ??
    at("minProtocol", integer(value.minProtocol, 1)) ??
    at("maxProtocol", integer(value.maxProtocol, 1)) ??
    at("client", checkConnectParamsClient(value.client)) ??
    (value.caps === undefined ? null : at("caps", list(value.caps, (value) => text(value, 1)))) ??
    (value.commands === undefined ? null : at("commands", list(value.commands, (value) => text(value, 1)))) ??
    (value.workerRuns === undefined ? null : at("workerRuns", checkConnectParamsWorkerRuns(value.workerRuns))) ??
    (value.permissions === undefined ? null : at("permissions", record(value.permissions, (value) => bool(value)))) ??
    (value.pathEnv === undefined ? null : at("pathEnv", text(value.pathEnv))) ??
    (value.role === undefined ? null : at("role", text(value.role, 1))) ??
    (value.scopes === undefined ? null : at("scopes", list(value.scopes, (value) => text(value, 1)))) ??
    (value.device === undefined ? null : at("device", checkConnectParamsDevice(value.device))) ??
    (value.auth === undefined ? null : at("auth", checkConnectParamsAuth(value.auth))) ??
    (value.locale === undefined ? null : at("locale", text(value.locale))) ??
    (value.userAgent === undefined ? null : at("userAgent", text(value.userAgent)));
}

const HELLO_OK_KEYS = new Set(["type","protocol","server","features","snapshot","auth","policy"]);

const HELLO_OK_TYPE_CHOICES = new Set(["hello-ok"]);

const HELLO_OK_SERVER_KEYS = new Set(["version","connId","bootId"]);

function checkHelloOkServer(value) {
  return object(value, HELLO_OK_SERVER_KEYS, ["version","connId"], true) ??
    at("version", text(value.version, 1)) ??
    at("connId", text(value.connId, 1)) ??
    (value.bootId === undefined ? null : at("bootId", text(value.bootId, 1, 96)));
}

const HELLO_OK_FEATURES_KEYS = new Set(["methods","events","capabilities"]);

function checkHelloOkFeatures(value) {
  return object(value, HELLO_OK_FEATURES_KEYS, ["methods","events"], true) ??
    at("methods", list(value.methods, (value) => text(value, 1))) ??
    at("events", list(value.events, (value) => text(value, 1))) ??
    (value.capabilities === undefined ? null : at("capabilities", list(value.capabilities, (value) => text(value, 1))));
}

const HELLO_OK_SNAPSHOT_KEYS = new Set(["presence","health","stateVersion","uptimeMs","sessionDefaults","authMode"]);

const HELLO_OK_SNAPSHOT_PRESENCE_ITEM_KEYS = new Set(["host","ip","version","platform","deviceFamily","modelIdentifier","timeZone","mode","lastInputSeconds","reason","tags","text","ts","onlineSince","lastActivityAt","deviceId","roles","scopes","instanceId"]);

function checkHelloOkSnapshotPresenceItem(value) {
  return object(value, HELLO_OK_SNAPSHOT_PRESENCE_ITEM_KEYS, ["ts"], true) ??
    (value.host === undefined ? null : at("host", text(value.host, 1))) ??
    (value.ip === undefined ? null : at("ip", text(value.ip, 1))) ??
    (value.version === undefined ? null : at("version", text(value.version, 1))) ??
    (value.platform === undefined ? null : at("platform", text(value.platform, 1))) ??
    (value.deviceFamily === undefined ? null : at("deviceFamily", text(value.deviceFamily, 1))) ??
    (value.modelIdentifier === undefined ? null : at("modelIdentifier", text(value.modelIdentifier, 1))) ??
    (value.timeZone === undefined ? null : at("timeZone", text(value.timeZone, 1))) ??
    (value.mode === undefined ? null : at("mode", text(value.mode, 1))) ??
    (value.lastInputSeconds === undefined ? null : at("lastInputSeconds", integer(value.lastInputSeconds, 0))) ??
    (value.reason === undefined ? null : at("reason", text(value.reason, 1))) ??
    (value.tags === undefined ? null : at("tags", list(value.tags, (value) => text(value, 1)))) ??
    (value.text === undefined ? null : at("text", text(value.text))) ??
    at("ts", integer(value.ts, 0)) ??
    (value.onlineSince === undefined ? null : at("onlineSince", integer(value.onlineSince, 0))) ??
    (value.lastActivityAt === undefined ? null : at("lastActivityAt", integer(value.lastActivityAt, 0))) ??
    (value.deviceId === undefined ? null : at("deviceId", text(value.deviceId, 1))) ??
    (value.roles === undefined ? null : at("roles", list(value.roles, (value) => text(value, 1)))) ??
    (value.scopes === undefined ? null : at("scopes", list(value.scopes, (value) => text(value, 1)))) ??
    (value.instanceId === undefined ? null : at("instanceId", text(value.instanceId, 1)));
}

const HELLO_OK_SNAPSHOT_HEALTH_KEYS = new Set(["ok","ts","durationMs","defaultAgentId"]);

const HELLO_OK_SNAPSHOT_HEALTH_OK_CHOICES = new Set([true]);

function checkHelloOkSnapshotHealth(value) {
  return object(value, HELLO_OK_SNAPSHOT_HEALTH_KEYS, [], true) ??
    (value.ok === undefined ? null : at("ok", choice(value.ok, HELLO_OK_SNAPSHOT_HEALTH_OK_CHOICES))) ??
    (value.ts === undefined ? null : at("ts", integer(value.ts, 0))) ??
    (value.durationMs === undefined ? null : at("durationMs", integer(value.durationMs, 0))) ??
    (value.defaultAgentId === undefined ? null : at("defaultAgentId", text(value.defaultAgentId)));
}

const HELLO_OK_SNAPSHOT_SESSION_DEFAULTS_KEYS = new Set(["defaultAgentId","modelConfigured","mainKey","mainSessionKey","scope"]);

function checkHelloOkSnapshotSessionDefaults(value) {
  return object(value, HELLO_OK_SNAPSHOT_SESSION_DEFAULTS_KEYS, ["defaultAgentId","mainKey","mainSessionKey"], true) ??
    at("defaultAgentId", text(value.defaultAgentId, 1)) ??
    (value.modelConfigured === undefined ? null : at("modelConfigured", bool(value.modelConfigured))) ??
    at("mainKey", text(value.mainKey, 1)) ??
    at("mainSessionKey", text(value.mainSessionKey, 1)) ??
    (value.scope === undefined ? null : at("scope", text(value.scope, 1)));
}

const HELLO_OK_SNAPSHOT_AUTH_MODE_CHOICES = new Set(["none","token","password","trusted-proxy"]);

function checkHelloOkSnapshot(value) {
  return object(value, HELLO_OK_SNAPSHOT_KEYS, ["presence","health","stateVersion","uptimeMs"], true) ??
    at("presence", list(value.presence, checkHelloOkSnapshotPresenceItem)) ??
    at("health", checkHelloOkSnapshotHealth(value.health)) ??
    at("stateVersion", checkEventFrameStateVersion(value.stateVersion)) ??
    at("uptimeMs", integer(value.uptimeMs, 0)) ??
    (value.sessionDefaults === undefined ? null : at("sessionDefaults", checkHelloOkSnapshotSessionDefaults(value.sessionDefaults))) ??
    (value.authMode === undefined ? null : at("authMode", choice(value.authMode, HELLO_OK_SNAPSHOT_AUTH_MODE_CHOICES)));
}

const HELLO_OK_AUTH_KEYS = new Set(["deviceToken","role","scopes","issuedAtMs"]);

function checkHelloOkAuth(value) {
  return object(value, HELLO_OK_AUTH_KEYS, ["role","scopes"], true) ??
    (value.deviceToken === undefined ? null : at("deviceToken", text(value.deviceToken, 1))) ??
    at("role", text(value.role, 1)) ??
    at("scopes", list(value.scopes, (value) => text(value, 1))) ??
    (value.issuedAtMs === undefined ? null : at("issuedAtMs", integer(value.issuedAtMs, 0)));
}

const HELLO_OK_POLICY_KEYS = new Set(["maxPayload","maxBufferedBytes","tickIntervalMs"]);

function checkHelloOkPolicy(value) {
  return object(value, HELLO_OK_POLICY_KEYS, ["maxPayload","maxBufferedBytes","tickIntervalMs"], true) ??
    at("maxPayload", integer(value.maxPayload, 1)) ??
    at("maxBufferedBytes", integer(value.maxBufferedBytes, 1)) ??
    at("tickIntervalMs", integer(value.tickIntervalMs, 1));
}

function checkHelloOk(value) {
  return object(value, HELLO_OK_KEYS, ["type","protocol","server","features","snapshot","auth","policy"], true) ??
    at("type", choice(value.type, HELLO_OK_TYPE_CHOICES)) ??
    at("protocol", integer(value.protocol, 1)) ??
    at("server", checkHelloOkServer(value.server)) ??
    at("features", checkHelloOkFeatures(value.features)) ??
    at("snapshot", checkHelloOkSnapshot(value.snapshot)) ??
    at("auth", checkHelloOkAuth(value.auth)) ??
    at("policy", checkHelloOkPolicy(value.policy));
}

const HEALTH_PARAMS_KEYS = new Set(["probe"]);

function checkHealthParams(value) {
  return object(value, HEALTH_PARAMS_KEYS, [], true) ??
    (value.probe === undefined ? null : at("probe", bool(value.probe)));
}

const STATUS_PARAMS_KEYS = new Set(["includeChannelSummary"]);

function checkStatusParams(value) {
  return object(value, STATUS_PARAMS_KEYS, [], true) ??
    (value.includeChannelSummary === undefined ? null : at("includeChannelSummary", bool(value.includeChannelSummary)));
}

const SYSTEM_PRESENCE_PARAMS_KEYS = new Set([]);

function checkSystemPresenceParams(value) {
  return object(value, SYSTEM_PRESENCE_PARAMS_KEYS, [], true);
}

const MODELS_LIST_PARAMS_KEYS = new Set(["agentId","includeProviderCapabilities","preparedOnly","refresh","view"]);

const MODELS_LIST_PARAMS_VIEW_CHOICES = new Set(["default","configured","provider-config","all"]);

function checkModelsListParams(value) {
  return object(value, MODELS_LIST_PARAMS_KEYS, [], true) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.includeProviderCapabilities === undefined ? null : at("includeProviderCapabilities", bool(value.includeProviderCapabilities))) ??
    (value.preparedOnly === undefined ? null : at("preparedOnly", bool(value.preparedOnly))) ??
    (value.refresh === undefined ? null : at("refresh", bool(value.refresh))) ??
    (value.view === undefined ? null : at("view", choice(value.view, MODELS_LIST_PARAMS_VIEW_CHOICES))) ??
    exclusive(value, "preparedOnly", "refresh");
}

const MODELS_KEY_SET_PARAMS_KEYS = new Set(["provider","apiKey","baseUrl","api","primary"]);

const MODELS_KEY_SET_PARAMS_API_CHOICES = new Set(["openai-completions","openai-responses","anthropic-messages","google-generative-ai"]);

function checkModelsKeySetParams(value) {
  return object(value, MODELS_KEY_SET_PARAMS_KEYS, ["provider","apiKey"], true) ??
    at("provider", pattern(value.provider, /^[a-z0-9][a-z0-9-]{0,63}$/u, "of the form ^[a-z0-9][a-z0-9-]{0,63}$")) ??
    at("apiKey", text(value.apiKey, 1, 4096)) ??
    (value.baseUrl === undefined ? null : at("baseUrl", (text(value.baseUrl, 8, 2048) ?? pattern(value.baseUrl, /^https?:\/\//u, "of the form ^https?://")))) ??
    (value.api === undefined ? null : at("api", choice(value.api, MODELS_KEY_SET_PARAMS_API_CHOICES))) ??
    (value.primary === undefined ? null : at("primary", text(value.primary, 1, 256)));
}

const MODELS_KEY_TEST_PARAMS_KEYS = new Set(["provider","apiKey","baseUrl","api","model"]);

function checkModelsKeyTestParams(value) {
  return object(value, MODELS_KEY_TEST_PARAMS_KEYS, ["provider"], true) ??
    at("provider", pattern(value.provider, /^[a-z0-9][a-z0-9-]{0,63}$/u, "of the form ^[a-z0-9][a-z0-9-]{0,63}$")) ??
    (value.apiKey === undefined ? null : at("apiKey", text(value.apiKey, 1, 4096))) ??
    (value.baseUrl === undefined ? null : at("baseUrl", (text(value.baseUrl, 8, 2048) ?? pattern(value.baseUrl, /^https?:\/\//u, "of the form ^https?://")))) ??
    (value.api === undefined ? null : at("api", choice(value.api, MODELS_KEY_SET_PARAMS_API_CHOICES))) ??
    (value.model === undefined ? null : at("model", text(value.model, 1, 256)));
}

const CHAT_SEND_PARAMS_KEYS = new Set(["sessionKey","agentId","sessionId","message","intent","thinking","fastMode","fastAutoOnSeconds","queueMode","deliver","originatingChannel","originatingTo","originatingAccountId","originatingThreadId","replyToId","attachments","toolBindings","timeoutMs","systemInputProvenance","systemProvenanceReceipt","suppressCommandInterpretation","expectedLeafEntryId","expectedSessionRoutingContract","expectedPermissionMode","expectedToolOverrides","idempotencyKey"]);

const CHAT_SEND_PARAMS_INTENT_KEYS = new Set(["kind","version","issuedAtMs"]);

const CHAT_SEND_PARAMS_INTENT_KIND_CHOICES = new Set(["session-goal-start"]);

const CHAT_SEND_PARAMS_INTENT_VERSION_CHOICES = new Set([1]);

function checkChatSendParamsIntent(value) {
  return object(value, CHAT_SEND_PARAMS_INTENT_KEYS, ["kind","version","issuedAtMs"], true) ??
    at("kind", choice(value.kind, CHAT_SEND_PARAMS_INTENT_KIND_CHOICES)) ??
    at("version", choice(value.version, CHAT_SEND_PARAMS_INTENT_VERSION_CHOICES)) ??
    at("issuedAtMs", integer(value.issuedAtMs, 0));
}

const CHAT_SEND_PARAMS_FAST_MODE1_CHOICES = new Set(["auto"]);

const CHAT_SEND_PARAMS_QUEUE_MODE_CHOICES = new Set(["steer","followup","collect","interrupt"]);

const CHAT_SEND_PARAMS_ATTACHMENTS_ITEM_KEYS = new Set(["type","mimeType","fileName","content","sizeBytes","durationMs","width","height"]);

function checkChatSendParamsAttachmentsItem(value) {
  return object(value, CHAT_SEND_PARAMS_ATTACHMENTS_ITEM_KEYS, [], false) ??
    (value.type === undefined ? null : at("type", text(value.type))) ??
    (value.mimeType === undefined ? null : at("mimeType", text(value.mimeType))) ??
    (value.fileName === undefined ? null : at("fileName", text(value.fileName))) ??
    (value.sizeBytes === undefined ? null : at("sizeBytes", number(value.sizeBytes))) ??
    (value.durationMs === undefined ? null : at("durationMs", number(value.durationMs))) ??
    (value.width === undefined ? null : at("width", number(value.width))) ??
    (value.height === undefined ? null : at("height", number(value.height)));
}

const CHAT_SEND_PARAMS_SYSTEM_INPUT_PROVENANCE_KEYS = new Set(["kind","originSessionId","sourceSessionKey","sourceChannel","sourceTool"]);

const CHAT_SEND_PARAMS_SYSTEM_INPUT_PROVENANCE_KIND_CHOICES = new Set(["external_user","inter_session","internal_system"]);

function checkChatSendParamsSystemInputProvenance(value) {
  return object(value, CHAT_SEND_PARAMS_SYSTEM_INPUT_PROVENANCE_KEYS, ["kind"], true) ??
    at("kind", choice(value.kind, CHAT_SEND_PARAMS_SYSTEM_INPUT_PROVENANCE_KIND_CHOICES)) ??
    (value.originSessionId === undefined ? null : at("originSessionId", text(value.originSessionId))) ??
    (value.sourceSessionKey === undefined ? null : at("sourceSessionKey", text(value.sourceSessionKey))) ??
    (value.sourceChannel === undefined ? null : at("sourceChannel", text(value.sourceChannel))) ??
    (value.sourceTool === undefined ? null : at("sourceTool", text(value.sourceTool)));
}

const CHAT_SEND_PARAMS_EXPECTED_PERMISSION_MODE_CHOICES = new Set(["read-only","guarded","workspace","full"]);

const CHAT_SEND_PARAMS_EXPECTED_TOOL_OVERRIDES_KEYS = new Set(["mcpServers","mcpToolsDeny","skills","webSearch"]);

function checkChatSendParamsExpectedToolOverrides(value) {
  return object(value, CHAT_SEND_PARAMS_EXPECTED_TOOL_OVERRIDES_KEYS, [], true) ??
    (value.mcpServers === undefined ? null : at("mcpServers", record(value.mcpServers, (value) => bool(value)))) ??
    (value.mcpToolsDeny === undefined ? null : at("mcpToolsDeny", record(value.mcpToolsDeny, (value) => list(value, (value) => text(value, 1))))) ??
    (value.skills === undefined ? null : at("skills", record(value.skills, (value) => bool(value)))) ??
    (value.webSearch === undefined ? null : at("webSearch", bool(value.webSearch)));
}

function checkChatSendParams(value) {
  return object(value, CHAT_SEND_PARAMS_KEYS, ["sessionKey","message","idempotencyKey"], true) ??
    at("sessionKey", text(value.sessionKey, 1, 512)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.sessionId === undefined ? null : at("sessionId", text(value.sessionId, 1))) ??
    at("message", text(value.message)) ??
    (value.intent === undefined ? null : at("intent", checkChatSendParamsIntent(value.intent))) ??
    (value.thinking === undefined ? null : at("thinking", text(value.thinking))) ??
    (value.fastMode === undefined ? null : at("fastMode", either(bool(value.fastMode), choice(value.fastMode, CHAT_SEND_PARAMS_FAST_MODE1_CHOICES)))) ??
    (value.fastAutoOnSeconds === undefined ? null : at("fastAutoOnSeconds", integer(value.fastAutoOnSeconds, 1))) ??
    (value.queueMode === undefined ? null : at("queueMode", choice(value.queueMode, CHAT_SEND_PARAMS_QUEUE_MODE_CHOICES))) ??
    (value.deliver === undefined ? null : at("deliver", bool(value.deliver))) ??
    (value.originatingChannel === undefined ? null : at("originatingChannel", text(value.originatingChannel))) ??
    (value.originatingTo === undefined ? null : at("originatingTo", text(value.originatingTo))) ??
    (value.originatingAccountId === undefined ? null : at("originatingAccountId", text(value.originatingAccountId))) ??
    (value.originatingThreadId === undefined ? null : at("originatingThreadId", text(value.originatingThreadId))) ??
    (value.replyToId === undefined ? null : at("replyToId", text(value.replyToId, 1))) ??
    (value.attachments === undefined ? null : at("attachments", list(value.attachments, checkChatSendParamsAttachmentsItem))) ??
    (value.toolBindings === undefined ? null : at("toolBindings", record(value.toolBindings, () => null, 16))) ??
    (value.timeoutMs === undefined ? null : at("timeoutMs", integer(value.timeoutMs, 0))) ??
    (value.systemInputProvenance === undefined ? null : at("systemInputProvenance", checkChatSendParamsSystemInputProvenance(value.systemInputProvenance))) ??
    (value.systemProvenanceReceipt === undefined ? null : at("systemProvenanceReceipt", text(value.systemProvenanceReceipt))) ??
    (value.suppressCommandInterpretation === undefined ? null : at("suppressCommandInterpretation", bool(value.suppressCommandInterpretation))) ??
    (value.expectedLeafEntryId === undefined ? null : at("expectedLeafEntryId", (value.expectedLeafEntryId === null ? null : text(value.expectedLeafEntryId, 1)))) ??
    (value.expectedSessionRoutingContract === undefined ? null : at("expectedSessionRoutingContract", text(value.expectedSessionRoutingContract, 1))) ??
    (value.expectedPermissionMode === undefined ? null : at("expectedPermissionMode", (value.expectedPermissionMode === null ? null : choice(value.expectedPermissionMode, CHAT_SEND_PARAMS_EXPECTED_PERMISSION_MODE_CHOICES)))) ??
    (value.expectedToolOverrides === undefined ? null : at("expectedToolOverrides", (value.expectedToolOverrides === null ? null : checkChatSendParamsExpectedToolOverrides(value.expectedToolOverrides)))) ??
    at("idempotencyKey", text(value.idempotencyKey, 1, 256));
}

const CHAT_HISTORY_PARAMS_KEYS = new Set(["sessionKey","agentId","cursor","limit","offset","pendingBefore","inputRunIds","messageId","sessionId","maxChars"]);

function checkChatHistoryParams(value) {
  return object(value, CHAT_HISTORY_PARAMS_KEYS, ["sessionKey"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.cursor === undefined ? null : at("cursor", text(value.cursor))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 1000))) ??
    (value.offset === undefined ? null : at("offset", integer(value.offset, 0))) ??
    (value.pendingBefore === undefined ? null : at("pendingBefore", integer(value.pendingBefore, 1))) ??
    (value.inputRunIds === undefined ? null : at("inputRunIds", list(value.inputRunIds, (value) => text(value, 1, 256), { minItems: 1, maxItems: 50, unique: true }))) ??
    (value.messageId === undefined ? null : at("messageId", text(value.messageId, 1))) ??
    (value.sessionId === undefined ? null : at("sessionId", text(value.sessionId, 1))) ??
    (value.maxChars === undefined ? null : at("maxChars", integer(value.maxChars, 1, 500000)));
}

const CHAT_ABORT_PARAMS_KEYS = new Set(["sessionKey","agentId","runId","preserveSideRuns"]);

function checkChatAbortParams(value) {
  return object(value, CHAT_ABORT_PARAMS_KEYS, ["sessionKey"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.runId === undefined ? null : at("runId", text(value.runId, 1))) ??
    (value.preserveSideRuns === undefined ? null : at("preserveSideRuns", bool(value.preserveSideRuns)));
}

const CHAT_METADATA_PARAMS_KEYS = new Set(["agentId","sessionKey"]);

function checkChatMetadataParams(value) {
  return object(value, CHAT_METADATA_PARAMS_KEYS, [], true) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1)));
}

const SESSIONS_LIST_PARAMS_KEYS = new Set(["limit","offset","activeMinutes","requireLastInteraction","sortBy","includeGlobal","includeUnknown","configuredAgentsOnly","includeDerivedTitles","includeLastMessage","label","boardFace","creatorId","ownerId","ownerFirst","involvingMe","involvingProfileId","includePeople","spawnedBy","agentId","search","archived"]);

const SESSIONS_LIST_PARAMS_SORT_BY_CHOICES = new Set(["updatedAt","lastInteractionAt"]);

const SESSIONS_LIST_PARAMS_BOARD_FACE_CHOICES = new Set(["chat","dashboard"]);

const SESSIONS_LIST_PARAMS_ARCHIVED1_CHOICES = new Set(["all"]);

function checkSessionsListParams(value) {
  return object(value, SESSIONS_LIST_PARAMS_KEYS, [], true) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1))) ??
    (value.offset === undefined ? null : at("offset", integer(value.offset, 0))) ??
    (value.activeMinutes === undefined ? null : at("activeMinutes", integer(value.activeMinutes, 1))) ??
    (value.requireLastInteraction === undefined ? null : at("requireLastInteraction", bool(value.requireLastInteraction))) ??
    (value.sortBy === undefined ? null : at("sortBy", choice(value.sortBy, SESSIONS_LIST_PARAMS_SORT_BY_CHOICES))) ??
    (value.includeGlobal === undefined ? null : at("includeGlobal", bool(value.includeGlobal))) ??
    (value.includeUnknown === undefined ? null : at("includeUnknown", bool(value.includeUnknown))) ??
    (value.configuredAgentsOnly === undefined ? null : at("configuredAgentsOnly", bool(value.configuredAgentsOnly))) ??
    (value.includeDerivedTitles === undefined ? null : at("includeDerivedTitles", bool(value.includeDerivedTitles))) ??
    (value.includeLastMessage === undefined ? null : at("includeLastMessage", bool(value.includeLastMessage))) ??
    (value.label === undefined ? null : at("label", text(value.label, 1, 512))) ??
    (value.boardFace === undefined ? null : at("boardFace", choice(value.boardFace, SESSIONS_LIST_PARAMS_BOARD_FACE_CHOICES))) ??
    (value.creatorId === undefined ? null : at("creatorId", text(value.creatorId, 1))) ??
    (value.ownerId === undefined ? null : at("ownerId", text(value.ownerId, 1))) ??
    (value.ownerFirst === undefined ? null : at("ownerFirst", bool(value.ownerFirst))) ??
    (value.involvingMe === undefined ? null : at("involvingMe", bool(value.involvingMe))) ??
    (value.involvingProfileId === undefined ? null : at("involvingProfileId", text(value.involvingProfileId, 1))) ??
    (value.includePeople === undefined ? null : at("includePeople", bool(value.includePeople))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.search === undefined ? null : at("search", text(value.search))) ??
    (value.archived === undefined ? null : at("archived", either(bool(value.archived), choice(value.archived, SESSIONS_LIST_PARAMS_ARCHIVED1_CHOICES))));
}

const SESSIONS_DESCRIBE_PARAMS_KEYS = new Set(["key","includeDerivedTitles","includeLastMessage"]);

function checkSessionsDescribeParams(value) {
  return object(value, SESSIONS_DESCRIBE_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.includeDerivedTitles === undefined ? null : at("includeDerivedTitles", bool(value.includeDerivedTitles))) ??
    (value.includeLastMessage === undefined ? null : at("includeLastMessage", bool(value.includeLastMessage)));
}

const SESSIONS_CREATE_PARAMS_KEYS = new Set(["key","idempotencyKey","agentId","label","displayName","category","model","contextWindow","thinkingLevel","fastMode","permissionMode","toolOverrides","incognito","visibility","catalogId","parentSessionKey","spawnDepth","fork","forkFrom","emitCommandHooks","succeedsParent","task","message","attachments","projectId","projectGitUrl","worktree","worktreeBaseRef","worktreeName","execNode","cwd"]);

const SESSIONS_CREATE_PARAMS_VISIBILITY_CHOICES = new Set(["shared","read-only","suggest","draft"]);

const SESSIONS_CREATE_PARAMS_FORK_FROM_CHOICES = new Set(["last-completed"]);

function checkSessionsCreateParams(value) {
  return object(value, SESSIONS_CREATE_PARAMS_KEYS, [], true) ??
    (value.key === undefined ? null : at("key", text(value.key, 1))) ??
    (value.idempotencyKey === undefined ? null : at("idempotencyKey", text(value.idempotencyKey, 1, 256))) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.label === undefined ? null : at("label", text(value.label, 1, 512))) ??
    (value.displayName === undefined ? null : at("displayName", text(value.displayName, 1, 500))) ??
    (value.category === undefined ? null : at("category", text(value.category, 1, 512))) ??
    (value.model === undefined ? null : at("model", text(value.model, 1))) ??
    (value.contextWindow === undefined ? null : at("contextWindow", text(value.contextWindow, 1))) ??
    (value.thinkingLevel === undefined ? null : at("thinkingLevel", text(value.thinkingLevel, 1))) ??
    (value.fastMode === undefined ? null : at("fastMode", either(bool(value.fastMode), choice(value.fastMode, CHAT_SEND_PARAMS_FAST_MODE1_CHOICES)))) ??
    (value.permissionMode === undefined ? null : at("permissionMode", choice(value.permissionMode, CHAT_SEND_PARAMS_EXPECTED_PERMISSION_MODE_CHOICES))) ??
    (value.toolOverrides === undefined ? null : at("toolOverrides", checkChatSendParamsExpectedToolOverrides(value.toolOverrides))) ??
    (value.incognito === undefined ? null : at("incognito", bool(value.incognito))) ??
    (value.visibility === undefined ? null : at("visibility", choice(value.visibility, SESSIONS_CREATE_PARAMS_VISIBILITY_CHOICES))) ??
    (value.catalogId === undefined ? null : at("catalogId", text(value.catalogId, 1))) ??
    (value.parentSessionKey === undefined ? null : at("parentSessionKey", text(value.parentSessionKey, 1))) ??
    (value.spawnDepth === undefined ? null : at("spawnDepth", integer(value.spawnDepth, 1))) ??
    (value.fork === undefined ? null : at("fork", bool(value.fork))) ??
    (value.forkFrom === undefined ? null : at("forkFrom", choice(value.forkFrom, SESSIONS_CREATE_PARAMS_FORK_FROM_CHOICES))) ??
    (value.emitCommandHooks === undefined ? null : at("emitCommandHooks", bool(value.emitCommandHooks))) ??
    (value.succeedsParent === undefined ? null : at("succeedsParent", bool(value.succeedsParent))) ??
    (value.task === undefined ? null : at("task", text(value.task))) ??
    (value.message === undefined ? null : at("message", text(value.message))) ??
    (value.attachments === undefined ? null : at("attachments", list(value.attachments, checkChatSendParamsAttachmentsItem))) ??
    (value.projectId === undefined ? null : at("projectId", text(value.projectId, 1))) ??
    (value.projectGitUrl === undefined ? null : at("projectGitUrl", text(value.projectGitUrl, 1, 2048))) ??
    (value.worktree === undefined ? null : at("worktree", bool(value.worktree))) ??
    (value.worktreeBaseRef === undefined ? null : at("worktreeBaseRef", text(value.worktreeBaseRef, 1))) ??
    (value.worktreeName === undefined ? null : at("worktreeName", pattern(value.worktreeName, /^[a-z0-9][a-z0-9-]{0,63}$/u, "of the form ^[a-z0-9][a-z0-9-]{0,63}$"))) ??
    (value.execNode === undefined ? null : at("execNode", text(value.execNode, 1))) ??
    (value.cwd === undefined ? null : at("cwd", text(value.cwd, 1)));
}

const SESSIONS_PATCH_PARAMS_KEYS = new Set(["key","agentId","expectedSessionId","expectedLifecycleRevision","expectedPermissionMode","expectedToolOverrides","expectedMarkedUnreadAt","label","icon","color","category","boardFace","statusNote","attention","ttlMinutes","archived","pinned","unread","contextWindow","thinkingLevel","fastMode","toolOverrides","verboseLevel","traceLevel","reasoningLevel","responseUsage","elevatedLevel","execHost","execSecurity","execAsk","execNode","permissionMode","model","completionOwnerSessionKey","inheritedToolPolicyVersion","inheritedToolAllow","inheritedToolDeny","sendPolicy","groupActivation"]);

const SESSIONS_PATCH_PARAMS_ATTENTION_CHOICES = new Set(["hand","key","alert","flag","lock","hourglass"]);

const SESSIONS_PATCH_PARAMS_RESPONSE_USAGE_CHOICES = new Set(["off","tokens","full","on"]);

const SESSIONS_PATCH_PARAMS_SEND_POLICY_CHOICES = new Set(["allow","deny"]);

const SESSIONS_PATCH_PARAMS_GROUP_ACTIVATION_CHOICES = new Set(["mention","always"]);

function checkSessionsPatchParams(value) {
  return object(value, SESSIONS_PATCH_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.expectedSessionId === undefined ? null : at("expectedSessionId", text(value.expectedSessionId, 1))) ??
    (value.expectedLifecycleRevision === undefined ? null : at("expectedLifecycleRevision", text(value.expectedLifecycleRevision, 1))) ??
    (value.expectedPermissionMode === undefined ? null : at("expectedPermissionMode", (value.expectedPermissionMode === null ? null : choice(value.expectedPermissionMode, CHAT_SEND_PARAMS_EXPECTED_PERMISSION_MODE_CHOICES)))) ??
    (value.expectedToolOverrides === undefined ? null : at("expectedToolOverrides", (value.expectedToolOverrides === null ? null : checkChatSendParamsExpectedToolOverrides(value.expectedToolOverrides)))) ??
    (value.expectedMarkedUnreadAt === undefined ? null : at("expectedMarkedUnreadAt", (value.expectedMarkedUnreadAt === null ? null : number(value.expectedMarkedUnreadAt, 0)))) ??
    (value.label === undefined ? null : at("label", (value.label === null ? null : text(value.label, 1, 512)))) ??
    (value.icon === undefined ? null : at("icon", (value.icon === null ? null : text(value.icon)))) ??
    (value.color === undefined ? null : at("color", (value.color === null ? null : text(value.color)))) ??
    (value.category === undefined ? null : at("category", (value.category === null ? null : text(value.category, 1, 512)))) ??
    (value.boardFace === undefined ? null : at("boardFace", choice(value.boardFace, SESSIONS_LIST_PARAMS_BOARD_FACE_CHOICES))) ??
    (value.statusNote === undefined ? null : at("statusNote", (value.statusNote === null ? null : text(value.statusNote, undefined, 120)))) ??
    (value.attention === undefined ? null : at("attention", (value.attention === null ? null : choice(value.attention, SESSIONS_PATCH_PARAMS_ATTENTION_CHOICES)))) ??
    (value.ttlMinutes === undefined ? null : at("ttlMinutes", integer(value.ttlMinutes, 1, 120))) ??
    (value.archived === undefined ? null : at("archived", bool(value.archived))) ??
    (value.pinned === undefined ? null : at("pinned", bool(value.pinned))) ??
    (value.unread === undefined ? null : at("unread", bool(value.unread))) ??
    (value.contextWindow === undefined ? null : at("contextWindow", (value.contextWindow === null ? null : text(value.contextWindow, 1)))) ??
    (value.thinkingLevel === undefined ? null : at("thinkingLevel", (value.thinkingLevel === null ? null : text(value.thinkingLevel, 1)))) ??
    (value.fastMode === undefined ? null : at("fastMode", (value.fastMode === null ? null : either(bool(value.fastMode), choice(value.fastMode, CHAT_SEND_PARAMS_FAST_MODE1_CHOICES))))) ??
    (value.toolOverrides === undefined ? null : at("toolOverrides", (value.toolOverrides === null ? null : checkChatSendParamsExpectedToolOverrides(value.toolOverrides)))) ??
    (value.verboseLevel === undefined ? null : at("verboseLevel", (value.verboseLevel === null ? null : text(value.verboseLevel, 1)))) ??
    (value.traceLevel === undefined ? null : at("traceLevel", (value.traceLevel === null ? null : text(value.traceLevel, 1)))) ??
    (value.reasoningLevel === undefined ? null : at("reasoningLevel", (value.reasoningLevel === null ? null : text(value.reasoningLevel, 1)))) ??
    (value.responseUsage === undefined ? null : at("responseUsage", (value.responseUsage === null ? null : choice(value.responseUsage, SESSIONS_PATCH_PARAMS_RESPONSE_USAGE_CHOICES)))) ??
    (value.elevatedLevel === undefined ? null : at("elevatedLevel", (value.elevatedLevel === null ? null : text(value.elevatedLevel, 1)))) ??
    (value.execHost === undefined ? null : at("execHost", (value.execHost === null ? null : text(value.execHost, 1)))) ??
    (value.execSecurity === undefined ? null : at("execSecurity", (value.execSecurity === null ? null : text(value.execSecurity, 1)))) ??
    (value.execAsk === undefined ? null : at("execAsk", (value.execAsk === null ? null : text(value.execAsk, 1)))) ??
    (value.execNode === undefined ? null : at("execNode", (value.execNode === null ? null : text(value.execNode, 1)))) ??
    (value.permissionMode === undefined ? null : at("permissionMode", (value.permissionMode === null ? null : choice(value.permissionMode, CHAT_SEND_PARAMS_EXPECTED_PERMISSION_MODE_CHOICES)))) ??
    (value.model === undefined ? null : at("model", (value.model === null ? null : text(value.model, 1)))) ??
    (value.completionOwnerSessionKey === undefined ? null : at("completionOwnerSessionKey", (value.completionOwnerSessionKey === null ? null : text(value.completionOwnerSessionKey, 1)))) ??
    (value.inheritedToolPolicyVersion === undefined ? null : at("inheritedToolPolicyVersion", (value.inheritedToolPolicyVersion === null ? null : choice(value.inheritedToolPolicyVersion, CHAT_SEND_PARAMS_INTENT_VERSION_CHOICES)))) ??
    (value.inheritedToolAllow === undefined ? null : at("inheritedToolAllow", (value.inheritedToolAllow === null ? null : list(value.inheritedToolAllow, (value) => text(value, 1))))) ??
    (value.inheritedToolDeny === undefined ? null : at("inheritedToolDeny", (value.inheritedToolDeny === null ? null : list(value.inheritedToolDeny, (value) => text(value, 1))))) ??
    (value.sendPolicy === undefined ? null : at("sendPolicy", (value.sendPolicy === null ? null : choice(value.sendPolicy, SESSIONS_PATCH_PARAMS_SEND_POLICY_CHOICES)))) ??
    (value.groupActivation === undefined ? null : at("groupActivation", (value.groupActivation === null ? null : choice(value.groupActivation, SESSIONS_PATCH_PARAMS_GROUP_ACTIVATION_CHOICES))));
}

const SESSIONS_RESET_PARAMS_KEYS = new Set(["key","agentId","reason"]);

const SESSIONS_RESET_PARAMS_REASON_CHOICES = new Set(["new","reset"]);

function checkSessionsResetParams(value) {
  return object(value, SESSIONS_RESET_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.reason === undefined ? null : at("reason", choice(value.reason, SESSIONS_RESET_PARAMS_REASON_CHOICES)));
}

const SESSIONS_DELETE_PARAMS_KEYS = new Set(["key","agentId","deleteTranscript","expectedSessionId","expectedLifecycleRevision","expectedSessionUpdatedAt","emitLifecycleHooks","archivedOnly"]);

function checkSessionsDeleteParams(value) {
  return object(value, SESSIONS_DELETE_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.deleteTranscript === undefined ? null : at("deleteTranscript", bool(value.deleteTranscript))) ??
    (value.expectedSessionId === undefined ? null : at("expectedSessionId", text(value.expectedSessionId, 1))) ??
    (value.expectedLifecycleRevision === undefined ? null : at("expectedLifecycleRevision", text(value.expectedLifecycleRevision, 1))) ??
    (value.expectedSessionUpdatedAt === undefined ? null : at("expectedSessionUpdatedAt", number(value.expectedSessionUpdatedAt, 0))) ??
    (value.emitLifecycleHooks === undefined ? null : at("emitLifecycleHooks", bool(value.emitLifecycleHooks))) ??
    (value.archivedOnly === undefined ? null : at("archivedOnly", bool(value.archivedOnly)));
}

const SESSIONS_MESSAGES_SUBSCRIBE_PARAMS_KEYS = new Set(["key","agentId","includeApprovals"]);

function checkSessionsMessagesSubscribeParams(value) {
  return object(value, SESSIONS_MESSAGES_SUBSCRIBE_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.includeApprovals === undefined ? null : at("includeApprovals", choice(value.includeApprovals, HELLO_OK_SNAPSHOT_HEALTH_OK_CHOICES)));
}

const SESSIONS_MESSAGES_UNSUBSCRIBE_PARAMS_KEYS = new Set(["key","agentId"]);

function checkSessionsMessagesUnsubscribeParams(value) {
  return object(value, SESSIONS_MESSAGES_UNSUBSCRIBE_PARAMS_KEYS, ["key"], true) ??
    at("key", text(value.key, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1)));
}

const SUBSCRIBE_PARAMS_KEYS = new Set(["sessionKey","cursor"]);

function checkSubscribeParams(value) {
  return object(value, SUBSCRIBE_PARAMS_KEYS, ["sessionKey"], true) ??
    at("sessionKey", text(value.sessionKey, 1, 512)) ??
    (value.cursor === undefined ? null : at("cursor", integer(value.cursor, 0)));
}

const AGENT_PARAMS_KEYS = new Set(["message","agentId","provider","model","to","replyTo","sessionId","sessionKey","expectedExistingSessionId","thinking","deliver","attachments","channel","replyChannel","accountId","replyAccountId","threadId","groupId","groupChannel","groupSpace","timeout","bestEffortDeliver","lane","cwd","cleanupBundleMcpOnRunEnd","modelRun","promptMode","extraSystemPrompt","bootstrapContextMode","bootstrapContextRunKind","acpTurnSource","internalRuntimeHandoffId","internalExecutionIdentityRetry","internalExecutionIdentityRecoveryAttempt","execApprovalFollowupExpectedSessionId","internalEvents","inputProvenance","suppressPromptPersistence","sessionEffects","sourceReplyDeliveryMode","disableMessageTool","swarmCollector","swarmOutputSchema","forceRestartSafeTools","forceCodeModeTools","voiceWakeTrigger","idempotencyKey","label"]);

const AGENT_PARAMS_PROMPT_MODE_CHOICES = new Set(["full","minimal","none"]);

const AGENT_PARAMS_BOOTSTRAP_CONTEXT_MODE_CHOICES = new Set(["full","lightweight"]);

const AGENT_PARAMS_BOOTSTRAP_CONTEXT_RUN_KIND_CHOICES = new Set(["default","heartbeat","cron"]);

const AGENT_PARAMS_ACP_TURN_SOURCE_CHOICES = new Set(["manual_spawn"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_KEYS = new Set(["type","source","childSessionKey","childSessionId","announceType","taskLabel","status","statusLabel","result","modelRouteChange","attachments","mediaUrls","statsLine","replyInstruction"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_TYPE_CHOICES = new Set(["task_completion"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_SOURCE_CHOICES = new Set(["subagent","cron","image_generation","video_generation","music_generation"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_STATUS_CHOICES = new Set(["ok","timeout","error","unknown"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_ATTACHMENTS_ITEM_KEYS = new Set(["type","path","url","mediaUrl","filePath","mimeType","name","sizeBytes","durationMs","width","height"]);

const AGENT_PARAMS_INTERNAL_EVENTS_ITEM_ATTACHMENTS_ITEM_TYPE_CHOICES = new Set(["image","audio","video","file"]);

function checkAgentParamsInternalEventsItemAttachmentsItem(value) {
  return object(value, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_ATTACHMENTS_ITEM_KEYS, [], true) ??
    (value.type === undefined ? null : at("type", choice(value.type, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_ATTACHMENTS_ITEM_TYPE_CHOICES))) ??
    (value.path === undefined ? null : at("path", text(value.path))) ??
    (value.url === undefined ? null : at("url", text(value.url))) ??
    (value.mediaUrl === undefined ? null : at("mediaUrl", text(value.mediaUrl))) ??
    (value.filePath === undefined ? null : at("filePath", text(value.filePath))) ??
    (value.mimeType === undefined ? null : at("mimeType", text(value.mimeType))) ??
    (value.name === undefined ? null : at("name", text(value.name))) ??
    (value.sizeBytes === undefined ? null : at("sizeBytes", number(value.sizeBytes))) ??
    (value.durationMs === undefined ? null : at("durationMs", number(value.durationMs))) ??
    (value.width === undefined ? null : at("width", number(value.width))) ??
    (value.height === undefined ? null : at("height", number(value.height)));
}

function checkAgentParamsInternalEventsItem(value) {
  return object(value, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_KEYS, ["type","source","childSessionKey","announceType","taskLabel","status","statusLabel","result","replyInstruction"], true) ??
    at("type", choice(value.type, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_TYPE_CHOICES)) ??
    at("source", choice(value.source, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_SOURCE_CHOICES)) ??
    at("childSessionKey", text(value.childSessionKey)) ??
    (value.childSessionId === undefined ? null : at("childSessionId", text(value.childSessionId))) ??
    at("announceType", text(value.announceType)) ??
    at("taskLabel", text(value.taskLabel)) ??
    at("status", choice(value.status, AGENT_PARAMS_INTERNAL_EVENTS_ITEM_STATUS_CHOICES)) ??
    at("statusLabel", text(value.statusLabel)) ??
    at("result", text(value.result)) ??
    (value.modelRouteChange === undefined ? null : at("modelRouteChange", text(value.modelRouteChange))) ??
    (value.attachments === undefined ? null : at("attachments", list(value.attachments, checkAgentParamsInternalEventsItemAttachmentsItem))) ??
    (value.mediaUrls === undefined ? null : at("mediaUrls", list(value.mediaUrls, (value) => text(value)))) ??
    (value.statsLine === undefined ? null : at("statsLine", text(value.statsLine))) ??
    at("replyInstruction", text(value.replyInstruction));
}

const AGENT_PARAMS_SESSION_EFFECTS_CHOICES = new Set(["visible","internal"]);

const AGENT_PARAMS_SOURCE_REPLY_DELIVERY_MODE_CHOICES = new Set(["automatic","message_tool_only"]);

function checkAgentParams(value) {
  return object(value, AGENT_PARAMS_KEYS, ["message","idempotencyKey"], true) ??
    at("message", text(value.message, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.provider === undefined ? null : at("provider", text(value.provider))) ??
    (value.model === undefined ? null : at("model", text(value.model))) ??
    (value.to === undefined ? null : at("to", text(value.to))) ??
    (value.replyTo === undefined ? null : at("replyTo", text(value.replyTo))) ??
    (value.sessionId === undefined ? null : at("sessionId", text(value.sessionId))) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, undefined, 512))) ??
    (value.expectedExistingSessionId === undefined ? null : at("expectedExistingSessionId", text(value.expectedExistingSessionId, 1))) ??
    (value.thinking === undefined ? null : at("thinking", text(value.thinking))) ??
    (value.deliver === undefined ? null : at("deliver", bool(value.deliver))) ??
    (value.attachments === undefined ? null : at("attachments", list(value.attachments, () => null))) ??
    (value.channel === undefined ? null : at("channel", text(value.channel))) ??
    (value.replyChannel === undefined ? null : at("replyChannel", text(value.replyChannel))) ??
    (value.accountId === undefined ? null : at("accountId", text(value.accountId))) ??
    (value.replyAccountId === undefined ? null : at("replyAccountId", text(value.replyAccountId))) ??
    (value.threadId === undefined ? null : at("threadId", text(value.threadId))) ??
    (value.groupId === undefined ? null : at("groupId", text(value.groupId))) ??
    (value.groupChannel === undefined ? null : at("groupChannel", text(value.groupChannel))) ??
    (value.groupSpace === undefined ? null : at("groupSpace", text(value.groupSpace))) ??
    (value.timeout === undefined ? null : at("timeout", integer(value.timeout, 0))) ??
    (value.bestEffortDeliver === undefined ? null : at("bestEffortDeliver", bool(value.bestEffortDeliver))) ??
    (value.lane === undefined ? null : at("lane", text(value.lane))) ??
    (value.cwd === undefined ? null : at("cwd", text(value.cwd, 1))) ??
    (value.cleanupBundleMcpOnRunEnd === undefined ? null : at("cleanupBundleMcpOnRunEnd", bool(value.cleanupBundleMcpOnRunEnd))) ??
    (value.modelRun === undefined ? null : at("modelRun", bool(value.modelRun))) ??
    (value.promptMode === undefined ? null : at("promptMode", choice(value.promptMode, AGENT_PARAMS_PROMPT_MODE_CHOICES))) ??
    (value.extraSystemPrompt === undefined ? null : at("extraSystemPrompt", text(value.extraSystemPrompt))) ??
    (value.bootstrapContextMode === undefined ? null : at("bootstrapContextMode", choice(value.bootstrapContextMode, AGENT_PARAMS_BOOTSTRAP_CONTEXT_MODE_CHOICES))) ??
    (value.bootstrapContextRunKind === undefined ? null : at("bootstrapContextRunKind", choice(value.bootstrapContextRunKind, AGENT_PARAMS_BOOTSTRAP_CONTEXT_RUN_KIND_CHOICES))) ??
    (value.acpTurnSource === undefined ? null : at("acpTurnSource", choice(value.acpTurnSource, AGENT_PARAMS_ACP_TURN_SOURCE_CHOICES))) ??
    (value.internalRuntimeHandoffId === undefined ? null : at("internalRuntimeHandoffId", text(value.internalRuntimeHandoffId, 1))) ??
    (value.internalExecutionIdentityRetry === undefined ? null : at("internalExecutionIdentityRetry", bool(value.internalExecutionIdentityRetry))) ??
    (value.internalExecutionIdentityRecoveryAttempt === undefined ? null : at("internalExecutionIdentityRecoveryAttempt", integer(value.internalExecutionIdentityRecoveryAttempt, 1))) ??
    (value.execApprovalFollowupExpectedSessionId === undefined ? null : at("execApprovalFollowupExpectedSessionId", text(value.execApprovalFollowupExpectedSessionId, 1))) ??
    (value.internalEvents === undefined ? null : at("internalEvents", list(value.internalEvents, checkAgentParamsInternalEventsItem))) ??
    (value.inputProvenance === undefined ? null : at("inputProvenance", checkChatSendParamsSystemInputProvenance(value.inputProvenance))) ??
    (value.suppressPromptPersistence === undefined ? null : at("suppressPromptPersistence", bool(value.suppressPromptPersistence))) ??
    (value.sessionEffects === undefined ? null : at("sessionEffects", choice(value.sessionEffects, AGENT_PARAMS_SESSION_EFFECTS_CHOICES))) ??
    (value.sourceReplyDeliveryMode === undefined ? null : at("sourceReplyDeliveryMode", choice(value.sourceReplyDeliveryMode, AGENT_PARAMS_SOURCE_REPLY_DELIVERY_MODE_CHOICES))) ??
    (value.disableMessageTool === undefined ? null : at("disableMessageTool", bool(value.disableMessageTool))) ??
    (value.swarmCollector === undefined ? null : at("swarmCollector", bool(value.swarmCollector))) ??
    (value.swarmOutputSchema === undefined ? null : at("swarmOutputSchema", record(value.swarmOutputSchema, () => null))) ??
    (value.forceRestartSafeTools === undefined ? null : at("forceRestartSafeTools", bool(value.forceRestartSafeTools))) ??
    (value.forceCodeModeTools === undefined ? null : at("forceCodeModeTools", bool(value.forceCodeModeTools))) ??
    (value.voiceWakeTrigger === undefined ? null : at("voiceWakeTrigger", text(value.voiceWakeTrigger))) ??
    at("idempotencyKey", text(value.idempotencyKey, 1, 256)) ??
    (value.label === undefined ? null : at("label", text(value.label, 1, 512)));
}

const AGENT_WAIT_PARAMS_KEYS = new Set(["runId","timeoutMs"]);

function checkAgentWaitParams(value) {
  return object(value, AGENT_WAIT_PARAMS_KEYS, ["runId"], true) ??
    at("runId", text(value.runId, 1)) ??
    (value.timeoutMs === undefined ? null : at("timeoutMs", integer(value.timeoutMs, 0)));
}

const COMMANDS_LIST_PARAMS_KEYS = new Set(["sessionKey","agentId","provider","scope","includeArgs"]);

const COMMANDS_LIST_PARAMS_SCOPE_CHOICES = new Set(["text","native","both"]);

function checkCommandsListParams(value) {
  return object(value, COMMANDS_LIST_PARAMS_KEYS, [], true) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1))) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.provider === undefined ? null : at("provider", text(value.provider, 1))) ??
    (value.scope === undefined ? null : at("scope", choice(value.scope, COMMANDS_LIST_PARAMS_SCOPE_CHOICES))) ??
    (value.includeArgs === undefined ? null : at("includeArgs", bool(value.includeArgs)));
}

const CHANNELS_STATUS_PARAMS_KEYS = new Set(["probe","timeoutMs","channel"]);

function checkChannelsStatusParams(value) {
  return object(value, CHANNELS_STATUS_PARAMS_KEYS, [], true) ??
    (value.probe === undefined ? null : at("probe", bool(value.probe))) ??
    (value.timeoutMs === undefined ? null : at("timeoutMs", integer(value.timeoutMs, 0))) ??
    (value.channel === undefined ? null : at("channel", text(value.channel, 1)));
}

const CHANNELS_CHECK_PARAMS_KEYS = new Set(["channel","account","options"]);

function checkChannelsCheckParams(value) {
  return object(value, CHANNELS_CHECK_PARAMS_KEYS, ["channel"], true) ??
    at("channel", text(value.channel, 1, 64)) ??
    (value.account === undefined ? null : at("account", text(value.account, 1, 64))) ??
    (value.options === undefined ? null : at("options", record(value.options, () => null)));
}

function checkChannelsAddParams(value) {
  return object(value, CHANNELS_CHECK_PARAMS_KEYS, ["channel","options"], true) ??
    at("channel", text(value.channel, 1, 64)) ??
    (value.account === undefined ? null : at("account", text(value.account, 1, 64))) ??
    at("options", record(value.options, () => null));
}

const CHANNELS_REMOVE_PARAMS_KEYS = new Set(["channel","account"]);

function checkChannelsRemoveParams(value) {
  return object(value, CHANNELS_REMOVE_PARAMS_KEYS, ["channel"], true) ??
    at("channel", text(value.channel, 1, 64)) ??
    (value.account === undefined ? null : at("account", text(value.account, 1, 64)));
}

const PAIRING_LIST_PARAMS_KEYS = new Set(["state","limit"]);

const PAIRING_LIST_PARAMS_STATE_CHOICES = new Set(["pending","approved","denied","expired","revoked"]);

function checkPairingListParams(value) {
  return object(value, PAIRING_LIST_PARAMS_KEYS, [], true) ??
    (value.state === undefined ? null : at("state", choice(value.state, PAIRING_LIST_PARAMS_STATE_CHOICES))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 1000)));
}

const PAIRING_APPROVE_PARAMS_KEYS = new Set(["code","asOwner"]);

function checkPairingApproveParams(value) {
  return object(value, PAIRING_APPROVE_PARAMS_KEYS, ["code"], true) ??
    at("code", text(value.code, 1, 64)) ??
    (value.asOwner === undefined ? null : at("asOwner", bool(value.asOwner)));
}

const PAIRING_DENY_PARAMS_KEYS = new Set(["id"]);

function checkPairingDenyParams(value) {
  return object(value, PAIRING_DENY_PARAMS_KEYS, ["id"], true) ??
    at("id", text(value.id, 1, 128));
}

const WIRINGS_LIST_PARAMS_KEYS = new Set(["channel","limit","offset"]);

function checkWiringsListParams(value) {
  return object(value, WIRINGS_LIST_PARAMS_KEYS, [], true) ??
    (value.channel === undefined ? null : at("channel", text(value.channel, 1, 128))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 1000))) ??
    (value.offset === undefined ? null : at("offset", integer(value.offset, 0)));
}

const WIRINGS_SET_PARAMS_KEYS = new Set(["channel","account","address","agentId","engage","pattern","senders","ignored","sessionMode"]);

const WIRINGS_SET_PARAMS_ENGAGE_CHOICES = new Set(["always","mention","mention-sticky","pattern"]);

const WIRINGS_SET_PARAMS_SENDERS_CHOICES = new Set(["all","known"]);

const WIRINGS_SET_PARAMS_IGNORED_CHOICES = new Set(["drop","accumulate"]);

const WIRINGS_SET_PARAMS_SESSION_MODE_CHOICES = new Set(["conversation","thread","shared"]);

function checkWiringsSetParams(value) {
  return object(value, WIRINGS_SET_PARAMS_KEYS, ["channel","address","agentId"], true) ??
    at("channel", text(value.channel, 1, 128)) ??
    (value.account === undefined ? null : at("account", text(value.account, 1, 128))) ??
    at("address", text(value.address, 1, 512)) ??
    at("agentId", text(value.agentId, 1, 128)) ??
    (value.engage === undefined ? null : at("engage", choice(value.engage, WIRINGS_SET_PARAMS_ENGAGE_CHOICES))) ??
    (value.pattern === undefined ? null : at("pattern", text(value.pattern, 1, 256))) ??
    (value.senders === undefined ? null : at("senders", choice(value.senders, WIRINGS_SET_PARAMS_SENDERS_CHOICES))) ??
    (value.ignored === undefined ? null : at("ignored", choice(value.ignored, WIRINGS_SET_PARAMS_IGNORED_CHOICES))) ??
    (value.sessionMode === undefined ? null : at("sessionMode", choice(value.sessionMode, WIRINGS_SET_PARAMS_SESSION_MODE_CHOICES)));
}

const LOGS_TAIL_PARAMS_KEYS = new Set(["cursor","limit","maxBytes"]);

function checkLogsTailParams(value) {
  return object(value, LOGS_TAIL_PARAMS_KEYS, [], true) ??
    (value.cursor === undefined ? null : at("cursor", integer(value.cursor, 0))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 5000))) ??
    (value.maxBytes === undefined ? null : at("maxBytes", integer(value.maxBytes, 1, 1000000)));
}

const DELIVERIES_LIST_PARAMS_KEYS = new Set(["state","sessionKey","before","limit"]);

const DELIVERIES_LIST_PARAMS_STATE_CHOICES = new Set(["pending","sending","delivered","failed","unknown","dropped"]);

function checkDeliveriesListParams(value) {
  return object(value, DELIVERIES_LIST_PARAMS_KEYS, [], true) ??
    (value.state === undefined ? null : at("state", choice(value.state, DELIVERIES_LIST_PARAMS_STATE_CHOICES))) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1, 512))) ??
    (value.before === undefined ? null : at("before", text(value.before, 1, 128))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 1000)));
}

const AUDIT_LIST_PARAMS_KEYS = new Set(["agentId","sessionKey","runId","kind","status","after","before","limit","cursor"]);

const AUDIT_LIST_PARAMS_KIND_CHOICES = new Set(["agent_run","tool_action"]);

const AUDIT_LIST_PARAMS_STATUS_CHOICES = new Set(["started","succeeded","failed","cancelled","timed_out","blocked","unknown"]);

function checkAuditListParams(value) {
  return object(value, AUDIT_LIST_PARAMS_KEYS, [], true) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1))) ??
    (value.runId === undefined ? null : at("runId", text(value.runId, 1))) ??
    (value.kind === undefined ? null : at("kind", choice(value.kind, AUDIT_LIST_PARAMS_KIND_CHOICES))) ??
    (value.status === undefined ? null : at("status", choice(value.status, AUDIT_LIST_PARAMS_STATUS_CHOICES))) ??
    (value.after === undefined ? null : at("after", integer(value.after, 0))) ??
    (value.before === undefined ? null : at("before", integer(value.before, 0))) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 500))) ??
    (value.cursor === undefined ? null : at("cursor", text(value.cursor, 1)));
}

const AUDIT_RECORDS_PARAMS_KEYS = new Set(["limit","beforeSequence","action","principalId","result"]);

const AUDIT_RECORDS_PARAMS_RESULT_CHOICES = new Set(["allowed","denied","error"]);

function checkAuditRecordsParams(value) {
  return object(value, AUDIT_RECORDS_PARAMS_KEYS, [], true) ??
    (value.limit === undefined ? null : at("limit", integer(value.limit, 1, 1000))) ??
    (value.beforeSequence === undefined ? null : at("beforeSequence", integer(value.beforeSequence, 1))) ??
    (value.action === undefined ? null : at("action", text(value.action, 1, 64))) ??
    (value.principalId === undefined ? null : at("principalId", text(value.principalId, 1, 128))) ??
    (value.result === undefined ? null : at("result", choice(value.result, AUDIT_RECORDS_PARAMS_RESULT_CHOICES)));
}

export const frameChecks = {
  "requestFrame": checkRequestFrame,
  "responseFrame": checkResponseFrame,
  "eventFrame": checkEventFrame,
  "connectParams": checkConnectParams,
  "helloOk": checkHelloOk,
};

export const paramChecks = {
  "health": checkHealthParams,
  "status": checkStatusParams,
  "system-presence": checkSystemPresenceParams,
  "agents.list": checkSystemPresenceParams,
  "models.list": checkModelsListParams,
  "models.key.set": checkModelsKeySetParams,
  "models.key.test": checkModelsKeyTestParams,
  "chat.send": checkChatSendParams,
  "chat.history": checkChatHistoryParams,
  "chat.abort": checkChatAbortParams,
  "chat.metadata": checkChatMetadataParams,
  "sessions.list": checkSessionsListParams,
  "sessions.describe": checkSessionsDescribeParams,
  "sessions.create": checkSessionsCreateParams,
  "sessions.patch": checkSessionsPatchParams,
  "sessions.reset": checkSessionsResetParams,
  "sessions.delete": checkSessionsDeleteParams,
  "sessions.subscribe": checkSystemPresenceParams,
  "sessions.unsubscribe": checkSystemPresenceParams,
  "sessions.messages.subscribe": checkSessionsMessagesSubscribeParams,
  "sessions.messages.unsubscribe": checkSessionsMessagesUnsubscribeParams,
  "subscribe": checkSubscribeParams,
  "agent": checkAgentParams,
  "agent.wait": checkAgentWaitParams,
  "commands.list": checkCommandsListParams,
  "channels.status": checkChannelsStatusParams,
  "channels.describe": checkSystemPresenceParams,
  "channels.check": checkChannelsCheckParams,
  "channels.add": checkChannelsAddParams,
  "channels.remove": checkChannelsRemoveParams,
  "pairing.list": checkPairingListParams,
  "pairing.approve": checkPairingApproveParams,
  "pairing.deny": checkPairingDenyParams,
  "pairing.revoke": checkPairingDenyParams,
  "wirings.list": checkWiringsListParams,
  "wirings.set": checkWiringsSetParams,
  "wirings.remove": checkPairingDenyParams,
  "logs.tail": checkLogsTailParams,
  "deliveries.list": checkDeliveriesListParams,
  "deliveries.retry": checkPairingDenyParams,
  "deliveries.show": checkPairingDenyParams,
  "deliveries.drop": checkPairingDenyParams,
  "audit.list": checkAuditListParams,
  "audit.records": checkAuditRecordsParams,
  "audit.verify": checkSystemPresenceParams,
  "auth.link": checkSystemPresenceParams,
};
