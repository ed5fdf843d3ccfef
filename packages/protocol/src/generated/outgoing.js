// Generated from src/schema by `npm run generate`. Do not edit.
import { at, bool, choice, either, integer, list, object, record, text, variant } from '../validation/check.ts';

const HEALTH_KEYS = new Set(["ok","status","version","ts","durationMs","uptimeMs","defaultAgentId","channels","problems"]);

const HEALTH_STATUS_CHOICES = new Set(["ok","degraded","failing"]);

const HEALTH_CHANNELS_ITEM_KEYS = new Set(["channel","account","state","detail"]);

const HEALTH_CHANNELS_ITEM_STATE_CHOICES = new Set(["starting","running","degraded","stopped","failed"]);

function checkHealthChannelsItem(value) {
  return object(value, HEALTH_CHANNELS_ITEM_KEYS, ["channel","account","state"], true) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1)) ??
    at("state", choice(value.state, HEALTH_CHANNELS_ITEM_STATE_CHOICES)) ??
    (value.detail === undefined ? null : at("detail", text(value.detail, 1)));
}

function checkHealth(value) {
  return object(value, HEALTH_KEYS, ["ok","status","version","ts","durationMs","uptimeMs","defaultAgentId","channels","problems"], true) ??
    at("ok", bool(value.ok)) ??
    at("status", choice(value.status, HEALTH_STATUS_CHOICES)) ??
    at("version", text(value.version, 1)) ??
    at("ts", integer(value.ts, 0)) ??
    at("durationMs", integer(value.durationMs, 0)) ??
    at("uptimeMs", integer(value.uptimeMs, 0)) ??
    at("defaultAgentId", text(value.defaultAgentId, 1)) ??
    at("channels", list(value.channels, checkHealthChannelsItem)) ??
    at("problems", list(value.problems, (value) => text(value, 1)));
}

const STATUS_KEYS = new Set(["version","protocol","ts","startedAt","uptimeMs","defaultAgentId","agents","model","modelConfigured","channels","connections","counts","files","problems"]);

const STATUS_COUNTS_KEYS = new Set(["sessions","messages","activeRuns","waitingIntakes","pendingParts","unknownParts","failedParts"]);

function checkStatusCounts(value) {
  return object(value, STATUS_COUNTS_KEYS, ["sessions","messages","activeRuns","waitingIntakes","pendingParts","unknownParts","failedParts"], true) ??
    at("sessions", integer(value.sessions, 0)) ??
    at("messages", integer(value.messages, 0)) ??
    at("activeRuns", integer(value.activeRuns, 0)) ??
    at("waitingIntakes", integer(value.waitingIntakes, 0)) ??
    at("pendingParts", integer(value.pendingParts, 0)) ??
    at("unknownParts", integer(value.unknownParts, 0)) ??
    at("failedParts", integer(value.failedParts, 0));
}

const STATUS_FILES_KEYS = new Set(["usedBytes","limitBytes"]);

function checkStatusFiles(value) {
  return object(value, STATUS_FILES_KEYS, ["usedBytes","limitBytes"], true) ??
    at("usedBytes", integer(value.usedBytes, 0)) ??
    at("limitBytes", integer(value.limitBytes, 0));
}

function checkStatus(value) {
  return object(value, STATUS_KEYS, ["version","protocol","ts","startedAt","uptimeMs","defaultAgentId","agents","model","modelConfigured","channels","connections","counts","files","problems"], true) ??
    at("version", text(value.version, 1)) ??
    at("protocol", integer(value.protocol, 1)) ??
    at("ts", integer(value.ts, 0)) ??
    at("startedAt", integer(value.startedAt, 0)) ??
    at("uptimeMs", integer(value.uptimeMs, 0)) ??
    at("defaultAgentId", text(value.defaultAgentId, 1)) ??
    at("agents", integer(value.agents, 0)) ??
    at("model", (value.model === null ? null : text(value.model, 1))) ??
    at("modelConfigured", bool(value.modelConfigured)) ??
    at("channels", list(value.channels, checkHealthChannelsItem)) ??
    at("connections", integer(value.connections, 0)) ??
    at("counts", checkStatusCounts(value.counts)) ??
    at("files", checkStatusFiles(value.files)) ??
    at("problems", list(value.problems, (value) => text(value, 1)));
}

const SYSTEM_PRESENCE_ITEM_KEYS = new Set(["host","ip","version","platform","deviceFamily","modelIdentifier","timeZone","mode","lastInputSeconds","reason","tags","text","ts","onlineSince","lastActivityAt","deviceId","roles","scopes","instanceId"]);

function checkSystemPresenceItem(value) {
  return object(value, SYSTEM_PRESENCE_ITEM_KEYS, ["ts"], true) ??
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

const AGENTS_LIST_KEYS = new Set(["defaultId","mainKey","scope","agents"]);

const AGENTS_LIST_SCOPE_CHOICES = new Set(["per-sender","global"]);

const AGENTS_LIST_AGENTS_ITEM_KEYS = new Set(["id","kind","name","workspace","model","thinkingLevels","thinkingDefault"]);

const AGENTS_LIST_AGENTS_ITEM_KIND_CHOICES = new Set(["agent","system"]);

const AGENTS_LIST_AGENTS_ITEM_MODEL_KEYS = new Set(["primary","fallbacks"]);

function checkAgentsListAgentsItemModel(value) {
  return object(value, AGENTS_LIST_AGENTS_ITEM_MODEL_KEYS, [], true) ??
    (value.primary === undefined ? null : at("primary", text(value.primary, 1))) ??
    (value.fallbacks === undefined ? null : at("fallbacks", list(value.fallbacks, (value) => text(value, 1))));
}

const AGENTS_LIST_AGENTS_ITEM_THINKING_LEVELS_ITEM_KEYS = new Set(["id","label"]);

function checkAgentsListAgentsItemThinkingLevelsItem(value) {
  return object(value, AGENTS_LIST_AGENTS_ITEM_THINKING_LEVELS_ITEM_KEYS, ["id","label"], true) ??
    at("id", text(value.id, 1)) ??
    at("label", text(value.label, 1));
}

function checkAgentsListAgentsItem(value) {
  return object(value, AGENTS_LIST_AGENTS_ITEM_KEYS, ["id"], true) ??
    at("id", text(value.id, 1)) ??
    (value.kind === undefined ? null : at("kind", choice(value.kind, AGENTS_LIST_AGENTS_ITEM_KIND_CHOICES))) ??
    (value.name === undefined ? null : at("name", text(value.name, 1))) ??
    (value.workspace === undefined ? null : at("workspace", text(value.workspace, 1))) ??
    (value.model === undefined ? null : at("model", checkAgentsListAgentsItemModel(value.model))) ??
    (value.thinkingLevels === undefined ? null : at("thinkingLevels", list(value.thinkingLevels, checkAgentsListAgentsItemThinkingLevelsItem))) ??
    (value.thinkingDefault === undefined ? null : at("thinkingDefault", text(value.thinkingDefault, 1)));
}

function checkAgentsList(value) {
  return object(value, AGENTS_LIST_KEYS, ["defaultId","mainKey","scope","agents"], true) ??
    at("defaultId", text(value.defaultId, 1)) ??
    at("mainKey", text(value.mainKey, 1)) ??
    at("scope", choice(value.scope, AGENTS_LIST_SCOPE_CHOICES)) ??
    at("agents", list(value.agents, checkAgentsListAgentsItem));
}

const MODELS_LIST_KEYS = new Set(["models"]);

const MODELS_LIST_MODELS_ITEM_KEYS = new Set(["id","name","provider","alias","tags","available","unavailableReason","contextWindow","reasoning","thinkingLevels","thinkingDefault","supportsTools","apiKeySupported","input"]);

const MODELS_LIST_MODELS_ITEM_UNAVAILABLE_REASON_CHOICES = new Set(["missing-auth","auth-failed","cooldown"]);

const MODELS_LIST_MODELS_ITEM_INPUT_ITEM_CHOICES = new Set(["text","image","audio","video","document"]);

function checkModelsListModelsItem(value) {
  return object(value, MODELS_LIST_MODELS_ITEM_KEYS, ["id","name","provider"], true) ??
    at("id", text(value.id, 1)) ??
    at("name", text(value.name, 1)) ??
    at("provider", text(value.provider, 1)) ??
    (value.alias === undefined ? null : at("alias", text(value.alias, 1))) ??
    (value.tags === undefined ? null : at("tags", list(value.tags, (value) => text(value, 1)))) ??
    (value.available === undefined ? null : at("available", bool(value.available))) ??
    (value.unavailableReason === undefined ? null : at("unavailableReason", choice(value.unavailableReason, MODELS_LIST_MODELS_ITEM_UNAVAILABLE_REASON_CHOICES))) ??
    (value.contextWindow === undefined ? null : at("contextWindow", integer(value.contextWindow, 1))) ??
    (value.reasoning === undefined ? null : at("reasoning", bool(value.reasoning))) ??
    (value.thinkingLevels === undefined ? null : at("thinkingLevels", list(value.thinkingLevels, checkAgentsListAgentsItemThinkingLevelsItem))) ??
    (value.thinkingDefault === undefined ? null : at("thinkingDefault", text(value.thinkingDefault, 1))) ??
    (value.supportsTools === undefined ? null : at("supportsTools", bool(value.supportsTools))) ??
    (value.apiKeySupported === undefined ? null : at("apiKeySupported", bool(value.apiKeySupported))) ??
    (value.input === undefined ? null : at("input", list(value.input, (value) => choice(value, MODELS_LIST_MODELS_ITEM_INPUT_ITEM_CHOICES))));
}

function checkModelsList(value) {
  return object(value, MODELS_LIST_KEYS, ["models"], true) ??
    at("models", list(value.models, checkModelsListModelsItem));
}

const MODELS_KEY_SET_KEYS = new Set(["ok","provider","primary"]);

const MODELS_KEY_SET_OK_CHOICES = new Set([true]);

function checkModelsKeySet(value) {
  return object(value, MODELS_KEY_SET_KEYS, ["ok","provider"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("provider", text(value.provider, 1)) ??
    (value.primary === undefined ? null : at("primary", text(value.primary, 1)));
}

const MODELS_KEY_TEST_KEYS = new Set(["ok","provider","model","latencyMs","problem"]);

const MODELS_KEY_TEST_PROBLEM_KEYS = new Set(["code","message"]);

function checkModelsKeyTestProblem(value) {
  return object(value, MODELS_KEY_TEST_PROBLEM_KEYS, ["code","message"], true) ??
    at("code", text(value.code, 1)) ??
    at("message", text(value.message, 1));
}

function checkModelsKeyTest(value) {
  return object(value, MODELS_KEY_TEST_KEYS, ["ok","provider","latencyMs"], true) ??
    at("ok", bool(value.ok)) ??
    at("provider", text(value.provider, 1)) ??
    (value.model === undefined ? null : at("model", text(value.model, 1))) ??
    at("latencyMs", integer(value.latencyMs, 0)) ??
    (value.problem === undefined ? null : at("problem", checkModelsKeyTestProblem(value.problem)));
}

const CHAT_SEND_KEYS = new Set(["runId","sessionKey","status"]);

const CHAT_SEND_STATUS_CHOICES = new Set(["started","in_flight","ok","error"]);

function checkChatSend(value) {
  return object(value, CHAT_SEND_KEYS, ["runId","sessionKey","status"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("status", choice(value.status, CHAT_SEND_STATUS_CHOICES));
}

const CHAT_HISTORY0_KEYS = new Set(["sessionKey","sessionId","messages","hasMore","nextOffset","deltaCursor","sessionInfo","inFlightRun"]);

const CHAT_HISTORY0MESSAGES_ITEM_KEYS = new Set(["id","cursor","epoch","role","content","timestamp","runId","command","buttons","idempotencyKey","model","stopReason","errorMessage","usage","toolCallId","toolName","isError","details","__openclaw"]);

const CHAT_HISTORY0MESSAGES_ITEM_ROLE_CHOICES = new Set(["user","assistant","toolResult","notice"]);

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TEXT_KEYS = new Set(["type","text"]);

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TEXT_TYPE_CHOICES = new Set(["text"]);

function checkChatHistory0MessagesItemContentItemText(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TEXT_KEYS, ["type","text"], true) ??
    at("type", choice(value.type, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TEXT_TYPE_CHOICES)) ??
    at("text", text(value.text));
}

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_THINKING_KEYS = new Set(["type","thinking"]);

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_THINKING_TYPE_CHOICES = new Set(["thinking"]);

function checkChatHistory0MessagesItemContentItemThinking(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_THINKING_KEYS, ["type","thinking"], true) ??
    at("type", choice(value.type, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_THINKING_TYPE_CHOICES)) ??
    at("thinking", text(value.thinking));
}

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_IMAGE_KEYS = new Set(["type","mimeType","data"]);

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_IMAGE_TYPE_CHOICES = new Set(["image"]);

function checkChatHistory0MessagesItemContentItemImage(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_IMAGE_KEYS, ["type","mimeType","data"], true) ??
    at("type", choice(value.type, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_IMAGE_TYPE_CHOICES)) ??
    at("mimeType", text(value.mimeType, 1)) ??
    at("data", text(value.data));
}

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TOOL_CALL_KEYS = new Set(["type","id","name","arguments"]);

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TOOL_CALL_TYPE_CHOICES = new Set(["toolCall"]);

function checkChatHistory0MessagesItemContentItemToolCall(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TOOL_CALL_KEYS, ["type","id","name","arguments"], true) ??
    at("type", choice(value.type, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TOOL_CALL_TYPE_CHOICES)) ??
    at("id", text(value.id, 1)) ??
    at("name", text(value.name, 1)) ??
    at("arguments", record(value.arguments, () => null));
}

const CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_VARIANTS = new Map([["text", checkChatHistory0MessagesItemContentItemText], ["thinking", checkChatHistory0MessagesItemContentItemThinking], ["image", checkChatHistory0MessagesItemContentItemImage], ["toolCall", checkChatHistory0MessagesItemContentItemToolCall]]);

function checkChatHistory0MessagesItemContentItem(value) {
  return variant(value, "type", CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_VARIANTS);
}

const CHAT_HISTORY0MESSAGES_ITEM_BUTTONS_ITEM_ITEM_KEYS = new Set(["label","value"]);

function checkChatHistory0MessagesItemButtonsItemItem(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_BUTTONS_ITEM_ITEM_KEYS, ["label","value"], true) ??
    at("label", text(value.label, 1)) ??
    at("value", text(value.value, 1));
}

const CHAT_HISTORY0MESSAGES_ITEM_USAGE_KEYS = new Set(["input","output","cacheRead","cacheWrite","costMicros"]);

function checkChatHistory0MessagesItemUsage(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_USAGE_KEYS, ["input","output","cacheRead","cacheWrite","costMicros"], true) ??
    at("input", integer(value.input, 0)) ??
    at("output", integer(value.output, 0)) ??
    at("cacheRead", integer(value.cacheRead, 0)) ??
    at("cacheWrite", integer(value.cacheWrite, 0)) ??
    at("costMicros", integer(value.costMicros, 0));
}

const CHAT_HISTORY0MESSAGES_ITEM_OPENCLAW_KEYS = new Set(["id","seq","runId","idempotencyKey"]);

function checkChatHistory0MessagesItemOpenclaw(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_OPENCLAW_KEYS, ["id","seq"], true) ??
    at("id", text(value.id, 1)) ??
    at("seq", integer(value.seq, 0)) ??
    (value.runId === undefined ? null : at("runId", text(value.runId, 1))) ??
    (value.idempotencyKey === undefined ? null : at("idempotencyKey", text(value.idempotencyKey, 1)));
}

function checkChatHistory0MessagesItem(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_KEYS, ["id","cursor","epoch","role","content","timestamp"], true) ??
    at("id", text(value.id, 1)) ??
    at("cursor", integer(value.cursor, 0)) ??
    at("epoch", integer(value.epoch, 0)) ??
    at("role", choice(value.role, CHAT_HISTORY0MESSAGES_ITEM_ROLE_CHOICES)) ??
    at("content", list(value.content, checkChatHistory0MessagesItemContentItem)) ??
    at("timestamp", integer(value.timestamp, 0)) ??
    (value.runId === undefined ? null : at("runId", text(value.runId, 1))) ??
    (value.command === undefined ? null : at("command", text(value.command, 1))) ??
    (value.buttons === undefined ? null : at("buttons", list(value.buttons, (value) => list(value, checkChatHistory0MessagesItemButtonsItemItem)))) ??
    (value.idempotencyKey === undefined ? null : at("idempotencyKey", text(value.idempotencyKey, 1))) ??
    (value.model === undefined ? null : at("model", text(value.model, 1))) ??
    (value.stopReason === undefined ? null : at("stopReason", text(value.stopReason, 1))) ??
    (value.errorMessage === undefined ? null : at("errorMessage", text(value.errorMessage, 1))) ??
    (value.usage === undefined ? null : at("usage", checkChatHistory0MessagesItemUsage(value.usage))) ??
    (value.toolCallId === undefined ? null : at("toolCallId", text(value.toolCallId, 1))) ??
    (value.toolName === undefined ? null : at("toolName", text(value.toolName, 1))) ??
    (value.isError === undefined ? null : at("isError", bool(value.isError))) ??
    (value.__openclaw === undefined ? null : at("__openclaw", checkChatHistory0MessagesItemOpenclaw(value.__openclaw)));
}

const CHAT_HISTORY0SESSION_INFO_KEYS = new Set(["thinkingLevel","verboseLevel","queueMode","model","modelProvider","contextTokens"]);

function checkChatHistory0SessionInfo(value) {
  return object(value, CHAT_HISTORY0SESSION_INFO_KEYS, [], true) ??
    (value.thinkingLevel === undefined ? null : at("thinkingLevel", text(value.thinkingLevel, 1))) ??
    (value.verboseLevel === undefined ? null : at("verboseLevel", text(value.verboseLevel, 1))) ??
    (value.queueMode === undefined ? null : at("queueMode", text(value.queueMode, 1))) ??
    (value.model === undefined ? null : at("model", text(value.model, 1))) ??
    (value.modelProvider === undefined ? null : at("modelProvider", text(value.modelProvider, 1))) ??
    (value.contextTokens === undefined ? null : at("contextTokens", integer(value.contextTokens, 0)));
}

const CHAT_HISTORY0IN_FLIGHT_RUN_KEYS = new Set(["runId","state","step","attempt","text","thinking","startedAt","tools"]);

const CHAT_HISTORY0IN_FLIGHT_RUN_STATE_CHOICES = new Set(["PENDING","PLANNING","RUNNING","WAITING"]);

const CHAT_HISTORY0IN_FLIGHT_RUN_TOOLS_ITEM_KEYS = new Set(["toolCallId","name","args"]);

function checkChatHistory0InFlightRunToolsItem(value) {
  return object(value, CHAT_HISTORY0IN_FLIGHT_RUN_TOOLS_ITEM_KEYS, ["toolCallId","name"], true) ??
    at("toolCallId", text(value.toolCallId, 1)) ??
    at("name", text(value.name, 1)) ??
    (value.args === undefined ? null : at("args", record(value.args, () => null)));
}

function checkChatHistory0InFlightRun(value) {
  return object(value, CHAT_HISTORY0IN_FLIGHT_RUN_KEYS, ["runId","state","step","attempt","text","startedAt","tools"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("state", choice(value.state, CHAT_HISTORY0IN_FLIGHT_RUN_STATE_CHOICES)) ??
    at("step", integer(value.step, 0)) ??
    at("attempt", integer(value.attempt, 1)) ??
    at("text", text(value.text)) ??
    (value.thinking === undefined ? null : at("thinking", text(value.thinking))) ??
    at("startedAt", integer(value.startedAt, 0)) ??
    at("tools", list(value.tools, checkChatHistory0InFlightRunToolsItem));
}

function checkChatHistory0(value) {
  return object(value, CHAT_HISTORY0_KEYS, ["sessionKey","sessionId","messages","hasMore","deltaCursor","sessionInfo"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("sessionId", (value.sessionId === null ? null : text(value.sessionId, 1))) ??
    at("messages", list(value.messages, checkChatHistory0MessagesItem)) ??
    at("hasMore", bool(value.hasMore)) ??
    (value.nextOffset === undefined ? null : at("nextOffset", integer(value.nextOffset, 0))) ??
    at("deltaCursor", text(value.deltaCursor)) ??
    at("sessionInfo", checkChatHistory0SessionInfo(value.sessionInfo)) ??
    (value.inFlightRun === undefined ? null : at("inFlightRun", checkChatHistory0InFlightRun(value.inFlightRun)));
}

const CHAT_HISTORY1_KEYS = new Set(["kind","messages","deltaCursor","sessionInfo","inFlightRun"]);

const CHAT_HISTORY1KIND_CHOICES = new Set(["delta"]);

function checkChatHistory1(value) {
  return object(value, CHAT_HISTORY1_KEYS, ["kind","messages","deltaCursor","sessionInfo"], true) ??
    at("kind", choice(value.kind, CHAT_HISTORY1KIND_CHOICES)) ??
    at("messages", list(value.messages, checkChatHistory0MessagesItem)) ??
    at("deltaCursor", text(value.deltaCursor)) ??
    at("sessionInfo", checkChatHistory0SessionInfo(value.sessionInfo)) ??
    (value.inFlightRun === undefined ? null : at("inFlightRun", checkChatHistory0InFlightRun(value.inFlightRun)));
}

const CHAT_HISTORY2_KEYS = new Set(["kind"]);

const CHAT_HISTORY2KIND_CHOICES = new Set(["reset"]);

function checkChatHistory2(value) {
  return object(value, CHAT_HISTORY2_KEYS, ["kind"], true) ??
    at("kind", choice(value.kind, CHAT_HISTORY2KIND_CHOICES));
}

function checkChatHistory(value) {
  return either(checkChatHistory0(value), checkChatHistory1(value), checkChatHistory2(value));
}

const CHAT_ABORT_KEYS = new Set(["ok","aborted","runIds"]);

function checkChatAbort(value) {
  return object(value, CHAT_ABORT_KEYS, ["ok","aborted","runIds"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("aborted", bool(value.aborted)) ??
    at("runIds", list(value.runIds, (value) => text(value, 1)));
}

const CHAT_METADATA_KEYS = new Set(["agentId","sessionKey","sessionInfo","thinkingLevels","verboseLevels","queueModes","commands"]);

const CHAT_METADATA_COMMANDS_ITEM_KEYS = new Set(["name","description"]);

function checkChatMetadataCommandsItem(value) {
  return object(value, CHAT_METADATA_COMMANDS_ITEM_KEYS, ["name","description"], true) ??
    at("name", text(value.name, 1)) ??
    at("description", text(value.description, 1));
}

function checkChatMetadata(value) {
  return object(value, CHAT_METADATA_KEYS, ["agentId","sessionKey","sessionInfo","thinkingLevels","verboseLevels","queueModes","commands"], true) ??
    at("agentId", text(value.agentId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("sessionInfo", checkChatHistory0SessionInfo(value.sessionInfo)) ??
    at("thinkingLevels", list(value.thinkingLevels, (value) => text(value, 1))) ??
    at("verboseLevels", list(value.verboseLevels, (value) => text(value, 1))) ??
    at("queueModes", list(value.queueModes, (value) => text(value, 1))) ??
    at("commands", list(value.commands, checkChatMetadataCommandsItem));
}

const SESSIONS_LIST_KEYS = new Set(["ts","count","totalCount","limitApplied","hasMore","nextOffset","defaults","sessions"]);

const SESSIONS_LIST_DEFAULTS_KEYS = new Set(["modelProvider","model","contextTokens"]);

function checkSessionsListDefaults(value) {
  return object(value, SESSIONS_LIST_DEFAULTS_KEYS, ["modelProvider","model","contextTokens"], true) ??
    at("modelProvider", (value.modelProvider === null ? null : text(value.modelProvider, 1))) ??
    at("model", (value.model === null ? null : text(value.model, 1))) ??
    at("contextTokens", (value.contextTokens === null ? null : integer(value.contextTokens, 0)));
}

const SESSIONS_LIST_SESSIONS_ITEM_KEYS = new Set(["key","sessionId","kind","agentId","label","displayName","derivedTitle","lastMessagePreview","channel","isMain","updatedAt","createdAt","status","lastRunId","hasActiveRun","waiting","cursor","epoch","usage","thinkingLevel","verboseLevel","queueMode","model"]);

const SESSIONS_LIST_SESSIONS_ITEM_KIND_CHOICES = new Set(["direct","group","global","unknown"]);

const SESSIONS_LIST_SESSIONS_ITEM_STATUS_CHOICES = new Set(["queued","running","done","failed","killed","timeout"]);

function checkSessionsListSessionsItem(value) {
  return object(value, SESSIONS_LIST_SESSIONS_ITEM_KEYS, ["key","sessionId","kind","agentId","isMain","updatedAt","createdAt","hasActiveRun","waiting","cursor","epoch","usage"], true) ??
    at("key", text(value.key, 1)) ??
    at("sessionId", text(value.sessionId, 1)) ??
    at("kind", choice(value.kind, SESSIONS_LIST_SESSIONS_ITEM_KIND_CHOICES)) ??
    at("agentId", text(value.agentId, 1)) ??
    (value.label === undefined ? null : at("label", text(value.label))) ??
    (value.displayName === undefined ? null : at("displayName", text(value.displayName))) ??
    (value.derivedTitle === undefined ? null : at("derivedTitle", text(value.derivedTitle))) ??
    (value.lastMessagePreview === undefined ? null : at("lastMessagePreview", text(value.lastMessagePreview))) ??
    (value.channel === undefined ? null : at("channel", text(value.channel))) ??
    at("isMain", bool(value.isMain)) ??
    at("updatedAt", integer(value.updatedAt, 0)) ??
    at("createdAt", integer(value.createdAt, 0)) ??
    (value.status === undefined ? null : at("status", choice(value.status, SESSIONS_LIST_SESSIONS_ITEM_STATUS_CHOICES))) ??
    (value.lastRunId === undefined ? null : at("lastRunId", text(value.lastRunId, 1))) ??
    at("hasActiveRun", bool(value.hasActiveRun)) ??
    at("waiting", integer(value.waiting, 0)) ??
    at("cursor", integer(value.cursor, 0)) ??
    at("epoch", integer(value.epoch, 0)) ??
    at("usage", checkChatHistory0MessagesItemUsage(value.usage)) ??
    (value.thinkingLevel === undefined ? null : at("thinkingLevel", text(value.thinkingLevel, 1))) ??
    (value.verboseLevel === undefined ? null : at("verboseLevel", text(value.verboseLevel, 1))) ??
    (value.queueMode === undefined ? null : at("queueMode", text(value.queueMode, 1))) ??
    (value.model === undefined ? null : at("model", text(value.model, 1)));
}

function checkSessionsList(value) {
  return object(value, SESSIONS_LIST_KEYS, ["ts","count","totalCount","limitApplied","hasMore","nextOffset","defaults","sessions"], true) ??
    at("ts", integer(value.ts, 0)) ??
    at("count", integer(value.count, 0)) ??
    at("totalCount", integer(value.totalCount, 0)) ??
    at("limitApplied", integer(value.limitApplied, 0)) ??
    at("hasMore", bool(value.hasMore)) ??
    at("nextOffset", (value.nextOffset === null ? null : integer(value.nextOffset, 0))) ??
    at("defaults", checkSessionsListDefaults(value.defaults)) ??
    at("sessions", list(value.sessions, checkSessionsListSessionsItem));
}

const SESSIONS_DESCRIBE_KEYS = new Set(["session"]);

function checkSessionsDescribe(value) {
  return object(value, SESSIONS_DESCRIBE_KEYS, ["session"], true) ??
    at("session", (value.session === null ? null : checkSessionsListSessionsItem(value.session)));
}

const SESSIONS_CREATE_KEYS = new Set(["ok","key","sessionId","runStarted","runId"]);

function checkSessionsCreate(value) {
  return object(value, SESSIONS_CREATE_KEYS, ["ok","key","sessionId"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("key", text(value.key, 1)) ??
    at("sessionId", text(value.sessionId, 1)) ??
    (value.runStarted === undefined ? null : at("runStarted", bool(value.runStarted))) ??
    (value.runId === undefined ? null : at("runId", text(value.runId, 1)));
}

const SESSIONS_PATCH_KEYS = new Set(["ok","key","entry"]);

function checkSessionsPatch(value) {
  return object(value, SESSIONS_PATCH_KEYS, ["ok","key","entry"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("key", text(value.key, 1)) ??
    at("entry", checkSessionsListSessionsItem(value.entry));
}

const SESSIONS_DELETE_KEYS = new Set(["ok","key","deleted","archived"]);

function checkSessionsDelete(value) {
  return object(value, SESSIONS_DELETE_KEYS, ["ok","key","deleted","archived"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("key", text(value.key, 1)) ??
    at("deleted", bool(value.deleted)) ??
    at("archived", list(value.archived, (value) => text(value, 1)));
}

const SESSIONS_SUBSCRIBE_KEYS = new Set(["subscribed"]);

function checkSessionsSubscribe(value) {
  return object(value, SESSIONS_SUBSCRIBE_KEYS, ["subscribed"], true) ??
    at("subscribed", bool(value.subscribed));
}

const SESSIONS_MESSAGES_SUBSCRIBE_KEYS = new Set(["subscribed","key"]);

function checkSessionsMessagesSubscribe(value) {
  return object(value, SESSIONS_MESSAGES_SUBSCRIBE_KEYS, ["subscribed","key"], true) ??
    at("subscribed", bool(value.subscribed)) ??
    at("key", text(value.key, 1));
}

const SUBSCRIBE_KEYS = new Set(["sessionKey","sessionId","epoch","cursor","complete","messages","inFlight"]);

function checkSubscribe(value) {
  return object(value, SUBSCRIBE_KEYS, ["sessionKey","sessionId","epoch","cursor","complete","messages","inFlight"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("sessionId", (value.sessionId === null ? null : text(value.sessionId, 1))) ??
    at("epoch", integer(value.epoch, 0)) ??
    at("cursor", integer(value.cursor, 0)) ??
    at("complete", bool(value.complete)) ??
    at("messages", list(value.messages, checkChatHistory0MessagesItem)) ??
    at("inFlight", (value.inFlight === null ? null : checkChatHistory0InFlightRun(value.inFlight)));
}

const AGENT_KEYS = new Set(["runId","status","summary","result"]);

const AGENT_STATUS_CHOICES = new Set(["ok","error"]);

const AGENT_RESULT_KEYS = new Set(["end","sessionKey","agentId","text","payloads","usage","model","error"]);

const AGENT_RESULT_END_CHOICES = new Set(["DONE","ERROR","ABORTED","TIMEOUT"]);

function checkAgentResultPayloadsItem(value) {
  return object(value, CHAT_HISTORY0MESSAGES_ITEM_CONTENT_ITEM_TEXT_TYPE_CHOICES, ["text"], true) ??
    at("text", text(value.text));
}

function checkAgentResult(value) {
  return object(value, AGENT_RESULT_KEYS, ["end","sessionKey","agentId","text","payloads","usage"], true) ??
    at("end", choice(value.end, AGENT_RESULT_END_CHOICES)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("agentId", text(value.agentId, 1)) ??
    at("text", text(value.text)) ??
    at("payloads", list(value.payloads, checkAgentResultPayloadsItem)) ??
    at("usage", checkChatHistory0MessagesItemUsage(value.usage)) ??
    (value.model === undefined ? null : at("model", text(value.model, 1))) ??
    (value.error === undefined ? null : at("error", checkModelsKeyTestProblem(value.error)));
}

function checkAgent(value) {
  return object(value, AGENT_KEYS, ["runId","status","summary","result"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("status", choice(value.status, AGENT_STATUS_CHOICES)) ??
    at("summary", text(value.summary)) ??
    at("result", checkAgentResult(value.result));
}

const AGENT_WAIT_KEYS = new Set(["runId","status","end","startedAt","endedAt","error"]);

const AGENT_WAIT_STATUS_CHOICES = new Set(["ok","error","timeout"]);

function checkAgentWait(value) {
  return object(value, AGENT_WAIT_KEYS, ["runId","status"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("status", choice(value.status, AGENT_WAIT_STATUS_CHOICES)) ??
    (value.end === undefined ? null : at("end", choice(value.end, AGENT_RESULT_END_CHOICES))) ??
    (value.startedAt === undefined ? null : at("startedAt", integer(value.startedAt, 0))) ??
    (value.endedAt === undefined ? null : at("endedAt", (value.endedAt === null ? null : integer(value.endedAt, 0)))) ??
    (value.error === undefined ? null : at("error", text(value.error)));
}

const COMMANDS_LIST_KEYS = new Set(["commands"]);

const COMMANDS_LIST_COMMANDS_ITEM_KEYS = new Set(["name","textAliases","description","source","scope","acceptsArgs","args"]);

const COMMANDS_LIST_COMMANDS_ITEM_SOURCE_CHOICES = new Set(["native"]);

const COMMANDS_LIST_COMMANDS_ITEM_SCOPE_CHOICES = new Set(["both"]);

const COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_KEYS = new Set(["name","description","type","required","choices"]);

const COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_TYPE_CHOICES = new Set(["string"]);

const COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_CHOICES_ITEM_KEYS = new Set(["value","label"]);

function checkCommandsListCommandsItemArgsItemChoicesItem(value) {
  return object(value, COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_CHOICES_ITEM_KEYS, ["value","label"], true) ??
    at("value", text(value.value, undefined, 200)) ??
    at("label", text(value.label, undefined, 200));
}

function checkCommandsListCommandsItemArgsItem(value) {
  return object(value, COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_KEYS, ["name","description","type","required"], true) ??
    at("name", text(value.name, 1, 200)) ??
    at("description", text(value.description, undefined, 500)) ??
    at("type", choice(value.type, COMMANDS_LIST_COMMANDS_ITEM_ARGS_ITEM_TYPE_CHOICES)) ??
    at("required", bool(value.required)) ??
    (value.choices === undefined ? null : at("choices", list(value.choices, checkCommandsListCommandsItemArgsItemChoicesItem, { maxItems: 50 })));
}

function checkCommandsListCommandsItem(value) {
  return object(value, COMMANDS_LIST_COMMANDS_ITEM_KEYS, ["name","description","source","scope","acceptsArgs"], true) ??
    at("name", text(value.name, 1, 200)) ??
    (value.textAliases === undefined ? null : at("textAliases", list(value.textAliases, (value) => text(value, 1, 200), { maxItems: 20 }))) ??
    at("description", text(value.description, undefined, 2000)) ??
    at("source", choice(value.source, COMMANDS_LIST_COMMANDS_ITEM_SOURCE_CHOICES)) ??
    at("scope", choice(value.scope, COMMANDS_LIST_COMMANDS_ITEM_SCOPE_CHOICES)) ??
    at("acceptsArgs", bool(value.acceptsArgs)) ??
    (value.args === undefined ? null : at("args", list(value.args, checkCommandsListCommandsItemArgsItem, { maxItems: 20 })));
}

function checkCommandsList(value) {
  return object(value, COMMANDS_LIST_KEYS, ["commands"], true) ??
    at("commands", list(value.commands, checkCommandsListCommandsItem, { maxItems: 500 }));
}

const CHANNELS_STATUS_KEYS = new Set(["ts","channelOrder","channelLabels","channels","channelAccounts","channelDefaultAccountId"]);

const CHANNELS_STATUS_CHANNELS_VALUE_KEYS = new Set(["configured","running"]);

function checkChannelsStatusChannelsValue(value) {
  return object(value, CHANNELS_STATUS_CHANNELS_VALUE_KEYS, ["configured","running"], true) ??
    at("configured", bool(value.configured)) ??
    at("running", bool(value.running));
}

const CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_KEYS = new Set(["accountId","name","enabled","configured","running","connected","healthState","lastError","dmPolicy","link","groupPolicy","pendingPairings","turnedAway","loops","places"]);

const CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_DM_POLICY_CHOICES = new Set(["pairing","allowlist","open","disabled"]);

const CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_GROUP_POLICY_CHOICES = new Set(["allowlist","open","disabled"]);

const CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_PLACES_ITEM_KEYS = new Set(["address","kind","title","seenAt"]);

const CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_PLACES_ITEM_KIND_CHOICES = new Set(["direct","group","channel","thread"]);

function checkChannelsStatusChannelAccountsValueItemPlacesItem(value) {
  return object(value, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_PLACES_ITEM_KEYS, ["address","kind","title","seenAt"], true) ??
    at("address", text(value.address, 1)) ??
    at("kind", choice(value.kind, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_PLACES_ITEM_KIND_CHOICES)) ??
    at("title", (value.title === null ? null : text(value.title))) ??
    at("seenAt", integer(value.seenAt, 0));
}

function checkChannelsStatusChannelAccountsValueItem(value) {
  return object(value, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_KEYS, ["accountId","enabled","configured","running","connected","healthState","lastError","dmPolicy","groupPolicy","pendingPairings","turnedAway","loops","places"], true) ??
    at("accountId", text(value.accountId, 1)) ??
    (value.name === undefined ? null : at("name", text(value.name))) ??
    at("enabled", bool(value.enabled)) ??
    at("configured", bool(value.configured)) ??
    at("running", bool(value.running)) ??
    at("connected", bool(value.connected)) ??
    at("healthState", choice(value.healthState, HEALTH_CHANNELS_ITEM_STATE_CHOICES)) ??
    at("lastError", (value.lastError === null ? null : text(value.lastError))) ??
    at("dmPolicy", choice(value.dmPolicy, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_DM_POLICY_CHOICES)) ??
    (value.link === undefined ? null : at("link", text(value.link))) ??
    at("groupPolicy", choice(value.groupPolicy, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_GROUP_POLICY_CHOICES)) ??
    at("pendingPairings", integer(value.pendingPairings, 0)) ??
    at("turnedAway", integer(value.turnedAway, 0)) ??
    at("loops", integer(value.loops, 0)) ??
    at("places", list(value.places, checkChannelsStatusChannelAccountsValueItemPlacesItem));
}

function checkChannelsStatus(value) {
  return object(value, CHANNELS_STATUS_KEYS, ["ts","channelOrder","channelLabels","channels","channelAccounts","channelDefaultAccountId"], true) ??
    at("ts", integer(value.ts, 0)) ??
    at("channelOrder", list(value.channelOrder, (value) => text(value, 1))) ??
    at("channelLabels", record(value.channelLabels, (value) => text(value, 1))) ??
    at("channels", record(value.channels, checkChannelsStatusChannelsValue)) ??
    at("channelAccounts", record(value.channelAccounts, (value) => list(value, checkChannelsStatusChannelAccountsValueItem))) ??
    at("channelDefaultAccountId", record(value.channelDefaultAccountId, (value) => text(value, 1)));
}

const CHANNELS_DESCRIBE_KEYS = new Set(["channels"]);

const CHANNELS_DESCRIBE_CHANNELS_ITEM_KEYS = new Set(["channel","label","guide","fields"]);

const CHANNELS_DESCRIBE_CHANNELS_ITEM_GUIDE_KEYS = new Set(["text","link"]);

function checkChannelsDescribeChannelsItemGuide(value) {
  return object(value, CHANNELS_DESCRIBE_CHANNELS_ITEM_GUIDE_KEYS, ["text","link"], true) ??
    at("text", text(value.text, 1)) ??
    at("link", text(value.link, 1));
}

const CHANNELS_DESCRIBE_CHANNELS_ITEM_FIELDS_ITEM_KEYS = new Set(["option","label","secret"]);

function checkChannelsDescribeChannelsItemFieldsItem(value) {
  return object(value, CHANNELS_DESCRIBE_CHANNELS_ITEM_FIELDS_ITEM_KEYS, ["option","label","secret"], true) ??
    at("option", text(value.option, 1)) ??
    at("label", text(value.label, 1)) ??
    at("secret", bool(value.secret));
}

function checkChannelsDescribeChannelsItem(value) {
  return object(value, CHANNELS_DESCRIBE_CHANNELS_ITEM_KEYS, ["channel","label","guide","fields"], true) ??
    at("channel", text(value.channel, 1)) ??
    at("label", text(value.label, 1)) ??
    at("guide", checkChannelsDescribeChannelsItemGuide(value.guide)) ??
    at("fields", list(value.fields, checkChannelsDescribeChannelsItemFieldsItem));
}

function checkChannelsDescribe(value) {
  return object(value, CHANNELS_DESCRIBE_KEYS, ["channels"], true) ??
    at("channels", list(value.channels, checkChannelsDescribeChannelsItem));
}

const CHANNELS_CHECK_KEYS = new Set(["ok","name","link","problem"]);

function checkChannelsCheck(value) {
  return object(value, CHANNELS_CHECK_KEYS, ["ok"], true) ??
    at("ok", bool(value.ok)) ??
    (value.name === undefined ? null : at("name", text(value.name))) ??
    (value.link === undefined ? null : at("link", text(value.link))) ??
    (value.problem === undefined ? null : at("problem", checkModelsKeyTestProblem(value.problem)));
}

const CHANNELS_ADD_KEYS = new Set(["ok","channel","account","enabled","dmPolicy","name","link"]);

function checkChannelsAdd(value) {
  return object(value, CHANNELS_ADD_KEYS, ["ok","channel","account","enabled","dmPolicy","name","link"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1)) ??
    at("enabled", bool(value.enabled)) ??
    at("dmPolicy", choice(value.dmPolicy, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_DM_POLICY_CHOICES)) ??
    at("name", text(value.name)) ??
    at("link", text(value.link));
}

const CHANNELS_REMOVE_KEYS = new Set(["ok","remains"]);

function checkChannelsRemove(value) {
  return object(value, CHANNELS_REMOVE_KEYS, ["ok","remains"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("remains", (value.remains === null ? null : text(value.remains, 1)));
}

const PAIRING_LIST_KEYS = new Set(["pairings","turnedAway"]);

const PAIRING_LIST_PAIRINGS_ITEM_KEYS = new Set(["id","channel","account","identity","displayName","agentId","state","asOwner","createdAt","expiresAt","decidedAt","decidedBy"]);

const PAIRING_LIST_PAIRINGS_ITEM_STATE_CHOICES = new Set(["pending","approved","denied","expired","revoked"]);

function checkPairingListPairingsItem(value) {
  return object(value, PAIRING_LIST_PAIRINGS_ITEM_KEYS, ["id","channel","account","identity","displayName","agentId","state","asOwner","createdAt","expiresAt","decidedAt","decidedBy"], true) ??
    at("id", text(value.id, 1)) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1)) ??
    at("identity", text(value.identity, 1)) ??
    at("displayName", (value.displayName === null ? null : text(value.displayName))) ??
    at("agentId", text(value.agentId, 1)) ??
    at("state", choice(value.state, PAIRING_LIST_PAIRINGS_ITEM_STATE_CHOICES)) ??
    at("asOwner", bool(value.asOwner)) ??
    at("createdAt", integer(value.createdAt, 0)) ??
    at("expiresAt", integer(value.expiresAt, 0)) ??
    at("decidedAt", (value.decidedAt === null ? null : integer(value.decidedAt, 0))) ??
    at("decidedBy", (value.decidedBy === null ? null : text(value.decidedBy, 1)));
}

function checkPairingList(value) {
  return object(value, PAIRING_LIST_KEYS, ["pairings","turnedAway"], true) ??
    at("pairings", list(value.pairings, checkPairingListPairingsItem)) ??
    at("turnedAway", integer(value.turnedAway, 0));
}

const PAIRING_APPROVE_KEYS = new Set(["ok","pairing","messages"]);

function checkPairingApprove(value) {
  return object(value, PAIRING_APPROVE_KEYS, ["ok","pairing","messages"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("pairing", checkPairingListPairingsItem(value.pairing)) ??
    at("messages", integer(value.messages, 0));
}

const PAIRING_DENY_KEYS = new Set(["ok","pairing"]);

function checkPairingDeny(value) {
  return object(value, PAIRING_DENY_KEYS, ["ok","pairing"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("pairing", checkPairingListPairingsItem(value.pairing));
}

const PAIRING_REVOKE_KEYS = new Set(["ok","pairing","stillOwner"]);

function checkPairingRevoke(value) {
  return object(value, PAIRING_REVOKE_KEYS, ["ok","pairing","stillOwner"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("pairing", checkPairingListPairingsItem(value.pairing)) ??
    at("stillOwner", bool(value.stillOwner));
}

const WIRINGS_LIST_KEYS = new Set(["total","wirings"]);

const WIRINGS_LIST_WIRINGS_ITEM_KEYS = new Set(["id","origin","channel","account","address","kind","title","agentId","engage","pattern","senders","ignored","sessionMode"]);

const WIRINGS_LIST_WIRINGS_ITEM_ORIGIN_CHOICES = new Set(["table","file"]);

const WIRINGS_LIST_WIRINGS_ITEM_ENGAGE_CHOICES = new Set(["always","mention","mention-sticky","pattern"]);

const WIRINGS_LIST_WIRINGS_ITEM_SENDERS_CHOICES = new Set(["all","known"]);

const WIRINGS_LIST_WIRINGS_ITEM_IGNORED_CHOICES = new Set(["drop","accumulate"]);

const WIRINGS_LIST_WIRINGS_ITEM_SESSION_MODE_CHOICES = new Set(["conversation","thread","shared"]);

function checkWiringsListWiringsItem(value) {
  return object(value, WIRINGS_LIST_WIRINGS_ITEM_KEYS, ["id","origin","channel","account","address","kind","title","agentId","engage","pattern","senders","ignored","sessionMode"], true) ??
    at("id", (value.id === null ? null : text(value.id, 1))) ??
    at("origin", choice(value.origin, WIRINGS_LIST_WIRINGS_ITEM_ORIGIN_CHOICES)) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1)) ??
    at("address", text(value.address, 1)) ??
    at("kind", (value.kind === null ? null : choice(value.kind, CHANNELS_STATUS_CHANNEL_ACCOUNTS_VALUE_ITEM_PLACES_ITEM_KIND_CHOICES))) ??
    at("title", (value.title === null ? null : text(value.title))) ??
    at("agentId", text(value.agentId, 1)) ??
    at("engage", choice(value.engage, WIRINGS_LIST_WIRINGS_ITEM_ENGAGE_CHOICES)) ??
    at("pattern", (value.pattern === null ? null : text(value.pattern))) ??
    at("senders", choice(value.senders, WIRINGS_LIST_WIRINGS_ITEM_SENDERS_CHOICES)) ??
    at("ignored", choice(value.ignored, WIRINGS_LIST_WIRINGS_ITEM_IGNORED_CHOICES)) ??
    at("sessionMode", choice(value.sessionMode, WIRINGS_LIST_WIRINGS_ITEM_SESSION_MODE_CHOICES));
}

function checkWiringsList(value) {
  return object(value, WIRINGS_LIST_KEYS, ["total","wirings"], true) ??
    at("total", integer(value.total, 0)) ??
    at("wirings", list(value.wirings, checkWiringsListWiringsItem));
}

const WIRINGS_SET_KEYS = new Set(["ok","wiring"]);

function checkWiringsSet(value) {
  return object(value, WIRINGS_SET_KEYS, ["ok","wiring"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("wiring", checkWiringsListWiringsItem(value.wiring));
}

const WIRINGS_REMOVE_KEYS = new Set(["ok"]);

function checkWiringsRemove(value) {
  return object(value, WIRINGS_REMOVE_KEYS, ["ok"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES));
}

const LOGS_TAIL_KEYS = new Set(["file","cursor","size","lines","truncated","reset","skippedBytes"]);

function checkLogsTail(value) {
  return object(value, LOGS_TAIL_KEYS, ["file","cursor","size","lines"], true) ??
    at("file", text(value.file, 1)) ??
    at("cursor", integer(value.cursor, 0)) ??
    at("size", integer(value.size, 0)) ??
    at("lines", list(value.lines, (value) => text(value))) ??
    (value.truncated === undefined ? null : at("truncated", bool(value.truncated))) ??
    (value.reset === undefined ? null : at("reset", bool(value.reset))) ??
    (value.skippedBytes === undefined ? null : at("skippedBytes", integer(value.skippedBytes, 0)));
}

const DELIVERIES_LIST_KEYS = new Set(["deliveries"]);

const DELIVERIES_LIST_DELIVERIES_ITEM_KEYS = new Set(["id","runId","channel","account","conversationId","address","title","kind","state","createdAt","parts"]);

const DELIVERIES_LIST_DELIVERIES_ITEM_KIND_CHOICES = new Set(["reply","notice","command","pairing"]);

const DELIVERIES_LIST_DELIVERIES_ITEM_STATE_CHOICES = new Set(["pending","sending","delivered","failed","unknown","dropped"]);

const DELIVERIES_LIST_DELIVERIES_ITEM_PARTS_ITEM_KEYS = new Set(["id","index","kind","state","text","attempt","nextAttemptAt","platformMessageId","error"]);

const DELIVERIES_LIST_DELIVERIES_ITEM_PARTS_ITEM_KIND_CHOICES = new Set(["text","edit","file","reaction"]);

function checkDeliveriesListDeliveriesItemPartsItem(value) {
  return object(value, DELIVERIES_LIST_DELIVERIES_ITEM_PARTS_ITEM_KEYS, ["id","index","kind","state","text","attempt","nextAttemptAt","platformMessageId","error"], true) ??
    at("id", text(value.id, 1)) ??
    at("index", integer(value.index, 0)) ??
    at("kind", choice(value.kind, DELIVERIES_LIST_DELIVERIES_ITEM_PARTS_ITEM_KIND_CHOICES)) ??
    at("state", choice(value.state, DELIVERIES_LIST_DELIVERIES_ITEM_STATE_CHOICES)) ??
    at("text", text(value.text)) ??
    at("attempt", integer(value.attempt, 0)) ??
    at("nextAttemptAt", integer(value.nextAttemptAt, 0)) ??
    at("platformMessageId", (value.platformMessageId === null ? null : text(value.platformMessageId, 1))) ??
    at("error", (value.error === null ? null : text(value.error)));
}

function checkDeliveriesListDeliveriesItem(value) {
  return object(value, DELIVERIES_LIST_DELIVERIES_ITEM_KEYS, ["id","runId","channel","account","conversationId","address","title","kind","state","createdAt","parts"], true) ??
    at("id", text(value.id, 1)) ??
    at("runId", (value.runId === null ? null : text(value.runId, 1))) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1)) ??
    at("conversationId", text(value.conversationId, 1)) ??
    at("address", text(value.address)) ??
    at("title", (value.title === null ? null : text(value.title))) ??
    at("kind", choice(value.kind, DELIVERIES_LIST_DELIVERIES_ITEM_KIND_CHOICES)) ??
    at("state", choice(value.state, DELIVERIES_LIST_DELIVERIES_ITEM_STATE_CHOICES)) ??
    at("createdAt", integer(value.createdAt, 0)) ??
    at("parts", list(value.parts, checkDeliveriesListDeliveriesItemPartsItem));
}

function checkDeliveriesList(value) {
  return object(value, DELIVERIES_LIST_KEYS, ["deliveries"], true) ??
    at("deliveries", list(value.deliveries, checkDeliveriesListDeliveriesItem));
}

const DELIVERIES_RETRY_KEYS = new Set(["ok","delivery"]);

function checkDeliveriesRetry(value) {
  return object(value, DELIVERIES_RETRY_KEYS, ["ok","delivery"], true) ??
    at("ok", choice(value.ok, MODELS_KEY_SET_OK_CHOICES)) ??
    at("delivery", checkDeliveriesListDeliveriesItem(value.delivery));
}

const DELIVERIES_SHOW_KEYS = new Set(["delivery"]);

function checkDeliveriesShow(value) {
  return object(value, DELIVERIES_SHOW_KEYS, ["delivery"], true) ??
    at("delivery", checkDeliveriesListDeliveriesItem(value.delivery));
}

const AUDIT_LIST_KEYS = new Set(["events","nextCursor"]);

const AUDIT_LIST_EVENTS_ITEM_KEYS = new Set(["eventId","sequence","sourceSequence","occurredAt","kind","action","status","errorCode","actor","agentId","sessionKey","sessionId","runId","toolCallId","toolName","redaction"]);

const AUDIT_LIST_EVENTS_ITEM_KIND_CHOICES = new Set(["agent_run","tool_action"]);

const AUDIT_LIST_EVENTS_ITEM_ACTION_CHOICES = new Set(["agent.run.started","agent.run.finished","tool.action.started","tool.action.finished"]);

const AUDIT_LIST_EVENTS_ITEM_STATUS_CHOICES = new Set(["started","succeeded","failed","cancelled","timed_out","blocked","unknown"]);

const AUDIT_LIST_EVENTS_ITEM_ERROR_CODE_CHOICES = new Set(["run_failed","run_cancelled","run_timed_out","run_blocked","tool_failed","tool_cancelled","tool_timed_out","tool_blocked","tool_outcome_unknown"]);

const AUDIT_LIST_EVENTS_ITEM_ACTOR_KEYS = new Set(["type","id"]);

function checkAuditListEventsItemActor(value) {
  return object(value, AUDIT_LIST_EVENTS_ITEM_ACTOR_KEYS, ["type","id"], true) ??
    at("type", choice(value.type, AGENTS_LIST_AGENTS_ITEM_KIND_CHOICES)) ??
    at("id", text(value.id, 1));
}

const AUDIT_LIST_EVENTS_ITEM_REDACTION_CHOICES = new Set(["metadata_only"]);

function checkAuditListEventsItem(value) {
  return object(value, AUDIT_LIST_EVENTS_ITEM_KEYS, ["eventId","sequence","sourceSequence","occurredAt","kind","action","status","actor","agentId","runId","redaction"], true) ??
    at("eventId", text(value.eventId, 1)) ??
    at("sequence", integer(value.sequence, 1)) ??
    at("sourceSequence", integer(value.sourceSequence, 1)) ??
    at("occurredAt", integer(value.occurredAt, 0)) ??
    at("kind", choice(value.kind, AUDIT_LIST_EVENTS_ITEM_KIND_CHOICES)) ??
    at("action", choice(value.action, AUDIT_LIST_EVENTS_ITEM_ACTION_CHOICES)) ??
    at("status", choice(value.status, AUDIT_LIST_EVENTS_ITEM_STATUS_CHOICES)) ??
    (value.errorCode === undefined ? null : at("errorCode", choice(value.errorCode, AUDIT_LIST_EVENTS_ITEM_ERROR_CODE_CHOICES))) ??
    at("actor", checkAuditListEventsItemActor(value.actor)) ??
    at("agentId", text(value.agentId, 1)) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1))) ??
    (value.sessionId === undefined ? null : at("sessionId", text(value.sessionId, 1))) ??
    at("runId", text(value.runId, 1)) ??
    (value.toolCallId === undefined ? null : at("toolCallId", text(value.toolCallId, 1))) ??
    (value.toolName === undefined ? null : at("toolName", text(value.toolName, 1))) ??
    at("redaction", choice(value.redaction, AUDIT_LIST_EVENTS_ITEM_REDACTION_CHOICES));
}

function checkAuditList(value) {
  return object(value, AUDIT_LIST_KEYS, ["events"], true) ??
    at("events", list(value.events, checkAuditListEventsItem)) ??
    (value.nextCursor === undefined ? null : at("nextCursor", text(value.nextCursor, 1)));
}

const AUDIT_RECORDS_KEYS = new Set(["records","nextBeforeSequence"]);

const AUDIT_RECORDS_RECORDS_ITEM_KEYS = new Set(["id","sequence","at","digest","payload"]);

const AUDIT_RECORDS_RECORDS_ITEM_PAYLOAD_KEYS = new Set(["action","principalId","deviceId","sessionKey","resourceType","resourceId","result","reason","metadata"]);

const AUDIT_RECORDS_RECORDS_ITEM_PAYLOAD_RESULT_CHOICES = new Set(["allowed","denied","error"]);

function checkAuditRecordsRecordsItemPayload(value) {
  return object(value, AUDIT_RECORDS_RECORDS_ITEM_PAYLOAD_KEYS, ["action","principalId","resourceType","resourceId","result"], true) ??
    at("action", text(value.action, 1)) ??
    at("principalId", text(value.principalId, 1)) ??
    (value.deviceId === undefined ? null : at("deviceId", text(value.deviceId, 1))) ??
    (value.sessionKey === undefined ? null : at("sessionKey", text(value.sessionKey, 1))) ??
    at("resourceType", text(value.resourceType, 1)) ??
    at("resourceId", text(value.resourceId)) ??
    at("result", choice(value.result, AUDIT_RECORDS_RECORDS_ITEM_PAYLOAD_RESULT_CHOICES)) ??
    (value.reason === undefined ? null : at("reason", text(value.reason))) ??
    (value.metadata === undefined ? null : at("metadata", record(value.metadata, () => null)));
}

function checkAuditRecordsRecordsItem(value) {
  return object(value, AUDIT_RECORDS_RECORDS_ITEM_KEYS, ["id","sequence","at","digest","payload"], true) ??
    at("id", text(value.id, 1)) ??
    at("sequence", integer(value.sequence, 1)) ??
    at("at", integer(value.at, 0)) ??
    at("digest", text(value.digest, 1)) ??
    at("payload", (value.payload === null ? null : checkAuditRecordsRecordsItemPayload(value.payload)));
}

function checkAuditRecords(value) {
  return object(value, AUDIT_RECORDS_KEYS, ["records","nextBeforeSequence"], true) ??
    at("records", list(value.records, checkAuditRecordsRecordsItem)) ??
    at("nextBeforeSequence", (value.nextBeforeSequence === null ? null : integer(value.nextBeforeSequence, 0)));
}

const AUDIT_VERIFY_KEYS = new Set(["ok","records","seals","unsealed","brokenAt","problem","head"]);

function checkAuditVerify(value) {
  return object(value, AUDIT_VERIFY_KEYS, ["ok","records","seals","unsealed","brokenAt","problem","head"], true) ??
    at("ok", bool(value.ok)) ??
    at("records", integer(value.records, 0)) ??
    at("seals", integer(value.seals, 0)) ??
    at("unsealed", integer(value.unsealed, 0)) ??
    at("brokenAt", (value.brokenAt === null ? null : integer(value.brokenAt, 0))) ??
    at("problem", (value.problem === null ? null : text(value.problem))) ??
    at("head", text(value.head));
}

const AUTH_LINK_KEYS = new Set(["url","expiresAt"]);

function checkAuthLink(value) {
  return object(value, AUTH_LINK_KEYS, ["url","expiresAt"], true) ??
    at("url", text(value.url, 1)) ??
    at("expiresAt", integer(value.expiresAt, 0));
}

const CONNECT_CHALLENGE_KEYS = new Set(["nonce","ts"]);

function checkConnectChallenge(value) {
  return object(value, CONNECT_CHALLENGE_KEYS, ["nonce","ts"], true) ??
    at("nonce", text(value.nonce, 1)) ??
    at("ts", integer(value.ts, 0));
}

const PRESENCE_KEYS = new Set(["presence","sessions"]);

const PRESENCE_SESSIONS_ITEM_KEYS = new Set(["sessionKey","agentId","runId","state","since"]);

function checkPresenceSessionsItem(value) {
  return object(value, PRESENCE_SESSIONS_ITEM_KEYS, ["sessionKey","agentId","runId","state","since"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("agentId", text(value.agentId, 1)) ??
    at("runId", text(value.runId, 1)) ??
    at("state", text(value.state, 1)) ??
    at("since", integer(value.since, 0));
}

function checkPresence(value) {
  return object(value, PRESENCE_KEYS, ["presence","sessions"], true) ??
    at("presence", list(value.presence, checkSystemPresenceItem)) ??
    at("sessions", list(value.sessions, checkPresenceSessionsItem));
}

const TICK_KEYS = new Set(["ts"]);

function checkTick(value) {
  return object(value, TICK_KEYS, ["ts"], true) ??
    at("ts", integer(value.ts, 0));
}

const SHUTDOWN_KEYS = new Set(["reason","restartExpectedMs"]);

function checkShutdown(value) {
  return object(value, SHUTDOWN_KEYS, ["reason"], true) ??
    at("reason", text(value.reason, 1)) ??
    (value.restartExpectedMs === undefined ? null : at("restartExpectedMs", integer(value.restartExpectedMs, 0)));
}

const CHAT_STATUS_KEYS = new Set(["runId","sessionKey","agentId","spawnedBy","seq","state","phase"]);

const CHAT_STATUS_STATE_CHOICES = new Set(["status"]);

const CHAT_STATUS_PHASE_CHOICES = new Set(["preparing_workspace","naming_worktree","creating_worktree","running_setup","provisioning_environment","preparing_context","starting_model"]);

function checkChatStatus(value) {
  return object(value, CHAT_STATUS_KEYS, ["runId","sessionKey","seq","state","phase"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    at("seq", integer(value.seq, 0)) ??
    at("state", choice(value.state, CHAT_STATUS_STATE_CHOICES)) ??
    at("phase", choice(value.phase, CHAT_STATUS_PHASE_CHOICES));
}

const CHAT_DELTA_KEYS = new Set(["runId","sessionKey","agentId","spawnedBy","seq","state","message","deltaText","replace","usage"]);

const CHAT_DELTA_MESSAGE_KEYS = new Set(["role","content","timestamp","cursor","step","attempt"]);

const CHAT_DELTA_MESSAGE_ROLE_CHOICES = new Set(["assistant"]);

function checkChatDeltaMessage(value) {
  return object(value, CHAT_DELTA_MESSAGE_KEYS, ["role","content","timestamp"], true) ??
    at("role", choice(value.role, CHAT_DELTA_MESSAGE_ROLE_CHOICES)) ??
    at("content", list(value.content, checkChatHistory0MessagesItemContentItem)) ??
    at("timestamp", integer(value.timestamp, 0)) ??
    (value.cursor === undefined ? null : at("cursor", integer(value.cursor, 0))) ??
    (value.step === undefined ? null : at("step", integer(value.step, 0))) ??
    (value.attempt === undefined ? null : at("attempt", integer(value.attempt, 1)));
}

function checkChatDelta(value) {
  return object(value, CHAT_DELTA_KEYS, ["runId","sessionKey","seq","state","deltaText"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    at("seq", integer(value.seq, 0)) ??
    at("state", choice(value.state, CHAT_HISTORY1KIND_CHOICES)) ??
    (value.message === undefined ? null : at("message", checkChatDeltaMessage(value.message))) ??
    at("deltaText", text(value.deltaText)) ??
    (value.replace === undefined ? null : at("replace", bool(value.replace))) ??
    (value.usage === undefined ? null : at("usage", checkChatHistory0MessagesItemUsage(value.usage)));
}

const CHAT_FINAL_KEYS = new Set(["runId","sessionKey","agentId","spawnedBy","seq","state","message","usage","stopReason"]);

const CHAT_FINAL_STATE_CHOICES = new Set(["final"]);

function checkChatFinal(value) {
  return object(value, CHAT_FINAL_KEYS, ["runId","sessionKey","seq","state"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    at("seq", integer(value.seq, 0)) ??
    at("state", choice(value.state, CHAT_FINAL_STATE_CHOICES)) ??
    (value.message === undefined ? null : at("message", checkChatHistory0MessagesItem(value.message))) ??
    (value.usage === undefined ? null : at("usage", checkChatHistory0MessagesItemUsage(value.usage))) ??
    (value.stopReason === undefined ? null : at("stopReason", text(value.stopReason)));
}

const CHAT_ABORTED_KEYS = new Set(["runId","sessionKey","agentId","spawnedBy","seq","state","message","errorMessage","stopReason"]);

const CHAT_ABORTED_STATE_CHOICES = new Set(["aborted"]);

function checkChatAborted(value) {
  return object(value, CHAT_ABORTED_KEYS, ["runId","sessionKey","seq","state"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    at("seq", integer(value.seq, 0)) ??
    at("state", choice(value.state, CHAT_ABORTED_STATE_CHOICES)) ??
    (value.message === undefined ? null : at("message", checkChatHistory0MessagesItem(value.message))) ??
    (value.errorMessage === undefined ? null : at("errorMessage", text(value.errorMessage))) ??
    (value.stopReason === undefined ? null : at("stopReason", text(value.stopReason)));
}

const CHAT_ERROR_KEYS = new Set(["runId","sessionKey","agentId","spawnedBy","seq","state","message","errorMessage","errorKind","usage","stopReason"]);

const CHAT_ERROR_STATE_CHOICES = new Set(["error"]);

const CHAT_ERROR_ERROR_KIND_CHOICES = new Set(["refusal","timeout","rate_limit","context_length","unknown"]);

function checkChatError(value) {
  return object(value, CHAT_ERROR_KEYS, ["runId","sessionKey","seq","state"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    (value.agentId === undefined ? null : at("agentId", text(value.agentId, 1))) ??
    (value.spawnedBy === undefined ? null : at("spawnedBy", text(value.spawnedBy, 1))) ??
    at("seq", integer(value.seq, 0)) ??
    at("state", choice(value.state, CHAT_ERROR_STATE_CHOICES)) ??
    (value.message === undefined ? null : at("message", checkChatHistory0MessagesItem(value.message))) ??
    (value.errorMessage === undefined ? null : at("errorMessage", text(value.errorMessage))) ??
    (value.errorKind === undefined ? null : at("errorKind", choice(value.errorKind, CHAT_ERROR_ERROR_KIND_CHOICES))) ??
    (value.usage === undefined ? null : at("usage", checkChatHistory0MessagesItemUsage(value.usage))) ??
    (value.stopReason === undefined ? null : at("stopReason", text(value.stopReason)));
}

const CHAT_VARIANTS = new Map([["status", checkChatStatus], ["delta", checkChatDelta], ["final", checkChatFinal], ["aborted", checkChatAborted], ["error", checkChatError]]);

function checkChat(value) {
  return variant(value, "state", CHAT_VARIANTS);
}

const AGENT2_KEYS = new Set(["runId","seq","stream","ts","sessionKey","agentId","data"]);

const AGENT2STREAM_CHOICES = new Set(["lifecycle","assistant","tool","thinking","usage","error"]);

function checkAgent2(value) {
  return object(value, AGENT2_KEYS, ["runId","seq","stream","ts","sessionKey","agentId","data"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("seq", integer(value.seq, 0)) ??
    at("stream", choice(value.stream, AGENT2STREAM_CHOICES)) ??
    at("ts", integer(value.ts, 0)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("agentId", text(value.agentId, 1)) ??
    at("data", record(value.data, () => null));
}

const SESSION_MESSAGE_KEYS = new Set(["sessionKey","agentId","sessionId","messageId","messageSeq","message"]);

function checkSessionMessage(value) {
  return object(value, SESSION_MESSAGE_KEYS, ["sessionKey","agentId","sessionId","messageId","messageSeq","message"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("agentId", text(value.agentId, 1)) ??
    at("sessionId", text(value.sessionId, 1)) ??
    at("messageId", text(value.messageId, 1)) ??
    at("messageSeq", integer(value.messageSeq, 0)) ??
    at("message", checkChatHistory0MessagesItem(value.message));
}

const SESSIONS_CHANGED_KEYS = new Set(["sessionKey","agentId","reason","ts","session"]);

const SESSIONS_CHANGED_REASON_CHOICES = new Set(["create","patch","reset","delete","run","message"]);

function checkSessionsChanged(value) {
  return object(value, SESSIONS_CHANGED_KEYS, ["sessionKey","agentId","reason","ts"], true) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("agentId", text(value.agentId, 1)) ??
    at("reason", choice(value.reason, SESSIONS_CHANGED_REASON_CHOICES)) ??
    at("ts", integer(value.ts, 0)) ??
    (value.session === undefined ? null : at("session", checkSessionsListSessionsItem(value.session)));
}

const RUN_KEYS = new Set(["runId","sessionKey","from","to","at","reason"]);

const RUN_FROM_CHOICES = new Set(["PENDING","PLANNING","RUNNING","WAITING","DONE","ERROR","ABORTED","TIMEOUT"]);

function checkRun(value) {
  return object(value, RUN_KEYS, ["runId","sessionKey","from","to","at"], true) ??
    at("runId", text(value.runId, 1)) ??
    at("sessionKey", text(value.sessionKey, 1)) ??
    at("from", (value.from === null ? null : choice(value.from, RUN_FROM_CHOICES))) ??
    at("to", choice(value.to, RUN_FROM_CHOICES)) ??
    at("at", integer(value.at, 0)) ??
    (value.reason === undefined ? null : at("reason", text(value.reason, 1)));
}

const PAIRING_CHANGED_KEYS = new Set(["pairing"]);

function checkPairingChanged(value) {
  return object(value, PAIRING_CHANGED_KEYS, ["pairing"], true) ??
    at("pairing", checkPairingListPairingsItem(value.pairing));
}

const CHANNELS_CHANGED_KEYS = new Set(["channel","account"]);

function checkChannelsChanged(value) {
  return object(value, CHANNELS_CHANGED_KEYS, ["channel","account"], true) ??
    at("channel", text(value.channel, 1)) ??
    at("account", text(value.account, 1));
}

export const resultChecks = {
  "health": checkHealth,
  "status": checkStatus,
  "system-presence": (value) => list(value, checkSystemPresenceItem),
  "agents.list": checkAgentsList,
  "models.list": checkModelsList,
  "models.key.set": checkModelsKeySet,
  "models.key.test": checkModelsKeyTest,
  "chat.send": checkChatSend,
  "chat.history": checkChatHistory,
  "chat.abort": checkChatAbort,
  "chat.metadata": checkChatMetadata,
  "sessions.list": checkSessionsList,
  "sessions.describe": checkSessionsDescribe,
  "sessions.create": checkSessionsCreate,
  "sessions.patch": checkSessionsPatch,
  "sessions.reset": checkSessionsPatch,
  "sessions.delete": checkSessionsDelete,
  "sessions.subscribe": checkSessionsSubscribe,
  "sessions.unsubscribe": checkSessionsSubscribe,
  "sessions.messages.subscribe": checkSessionsMessagesSubscribe,
  "sessions.messages.unsubscribe": checkSessionsMessagesSubscribe,
  "subscribe": checkSubscribe,
  "agent": checkAgent,
  "agent.wait": checkAgentWait,
  "commands.list": checkCommandsList,
  "channels.status": checkChannelsStatus,
  "channels.describe": checkChannelsDescribe,
  "channels.check": checkChannelsCheck,
  "channels.add": checkChannelsAdd,
  "channels.remove": checkChannelsRemove,
  "pairing.list": checkPairingList,
  "pairing.approve": checkPairingApprove,
  "pairing.deny": checkPairingDeny,
  "pairing.revoke": checkPairingRevoke,
  "wirings.list": checkWiringsList,
  "wirings.set": checkWiringsSet,
  "wirings.remove": checkWiringsRemove,
  "logs.tail": checkLogsTail,
  "deliveries.list": checkDeliveriesList,
  "deliveries.retry": checkDeliveriesRetry,
  "deliveries.show": checkDeliveriesShow,
  "deliveries.drop": checkDeliveriesRetry,
  "audit.list": checkAuditList,
  "audit.records": checkAuditRecords,
  "audit.verify": checkAuditVerify,
  "auth.link": checkAuthLink,
};

export const eventChecks = {
  "connect.challenge": checkConnectChallenge,
  "health": checkHealth,
  "presence": checkPresence,
  "tick": checkTick,
  "shutdown": checkShutdown,
  "chat": checkChat,
  "agent": checkAgent2,
  "session.message": checkSessionMessage,
  "sessions.changed": checkSessionsChanged,
  "run": checkRun,
  "deliveries.changed": checkDeliveriesShow,
  "pairing.changed": checkPairingChanged,
  "channels.changed": checkChannelsChanged,
};
