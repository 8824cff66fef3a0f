import type { Core } from '../core.ts'
import type { HistoryCalls } from './history-calls.ts'

/** Loaded with the first look at a history: nothing of it is part of the first load. */
export function lazyHistory(core: Core): HistoryCalls {
  const calls = async () => (await import('./history-calls.ts')).historyCalls(core)
  return {
    ofDevice: async (...given) => (await calls()).ofDevice(...given),
    ofServer: async (...given) => (await calls()).ofServer(...given),
    openCopy: async (...given) => (await calls()).openCopy(...given),
  }
}
