import { createModelCatalog } from '@coderclaw/agent';
import { startScriptedModelServer } from '@coderclaw/agent/testing';
import { Agent } from '@earendil-works/pi-agent-core';
import { withDirectory } from '../disk.ts';
import { drive, openEngine } from '../engine.ts';
import type { Measure } from '../figure.ts';

export const measure: Measure = async () => [];
void [createModelCatalog, startScriptedModelServer, Agent, withDirectory, drive, openEngine];
