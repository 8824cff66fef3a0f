/** What people choose from. The server knows three bits (read, write, execute) and whether one may share on. */
export const levels = ['view', 'edit', 'full'] as const
export type Level = (typeof levels)[number]

interface Granted {
  readonly bits: string
  readonly canShare: boolean
}

const granted: Readonly<Record<Level, Granted>> = {
  view: { bits: 'r--', canShare: false },
  edit: { bits: 'rw-', canShare: false },
  full: { bits: 'rwx', canShare: true },
}

export function grantOf(level: Level): Granted {
  return granted[level]
}

/** `run`: reads it and has agents and automations run on it; given by operators, not offered here. */
export function levelOf({ bits, canShare }: Granted): Level | 'run' | 'none' {
  if (canShare) return 'full'
  if (bits.includes('w')) return 'edit'
  if (bits.includes('x')) return 'run'
  return bits.includes('r') ? 'view' : 'none'
}

export function isLevel(value: string): value is Level {
  return levels.includes(value as Level)
}
