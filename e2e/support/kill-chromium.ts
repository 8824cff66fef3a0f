import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** kill -9 of the whole browser that uses this profile, found by its command line (Linux only). */
export async function killChromium(profileDir: string): Promise<void> {
  const pids = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && usesProfile(name, profileDir))
  for (const pid of pids()) process.kill(Number(pid), 'SIGKILL')
  // The profile is free once the kernel has buried them; no event says so for processes that are not our children.
  while (pids().length > 0) await delay(10)
}

function usesProfile(pid: string, profileDir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--user-data-dir=${profileDir}`)
  } catch {
    return false
  }
}
