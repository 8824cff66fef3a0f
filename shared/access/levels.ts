/** What people choose from when they share. The server knows three bits (read, write, execute) and whether one may share on. */
export const levels = ['view', 'run', 'edit', 'full'] as const
export type Level = (typeof levels)[number]

/** Agents work in a workspace: of a single thing there is nothing to be asked apart. */
export function levelsFor(shared: 'workspace' | 'thing'): readonly Level[] {
  return shared === 'workspace' ? levels : levels.filter((each) => each !== 'run')
}

interface Granted {
  readonly bits: string
  readonly canShare: boolean
}

const granted: Readonly<Record<Level, Granted>> = {
  view: { bits: 'r--', canShare: false },
  run: { bits: 'r-x', canShare: false },
  edit: { bits: 'rw-', canShare: false },
  full: { bits: 'rwx', canShare: true },
}

export function grantOf(level: Level): Granted {
  return granted[level]
}

/** `run`: reads it and asks agents, in conversations of their own. */
export function levelOf({ bits, canShare }: Granted): Level | 'none' {
  if (canShare) return 'full'
  if (bits.includes('w')) return 'edit'
  if (bits.includes('x')) return 'run'
  return bits.includes('r') ? 'view' : 'none'
}

export function isLevel(value: string): value is Level {
  return levels.includes(value as Level)
}
