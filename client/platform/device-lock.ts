import type { Clock, Random } from '#shared/kit/ports.ts'
import { lockKey } from './lock-note.ts'
import type { Keepsakes } from './ports.ts'

/** Whose device it is, for the way back in of who has forgotten the PIN. */
export interface LockOwner {
  readonly id: string
  readonly name: string
  readonly email: string
}

export interface LockSettings {
  readonly pin: string
  readonly owner: LockOwner
  /** Locks by itself when nobody has done anything for so long; 0: never. */
  readonly idleMinutes: number
}

interface LockNote {
  readonly owner: LockOwner
  readonly idleMinutes: number
  readonly salt: string
  readonly hash: string
  readonly rounds: number
  /** Another one each time it is locked: what was opened under an earlier one is open no more. */
  readonly epoch: string
  /** Wrong PINs since the last right one. */
  readonly failures: number
  readonly failedAtMs: number
}

export interface LockPorts {
  readonly clock: Clock
  readonly random: Random
  /** Of the device. */
  readonly notes: Keepsakes
  /** Of this tab, gone with it. */
  readonly tab: Keepsakes
  /** Something that ends with the tab that holds it, and that the other tabs can see. */
  hold(name: string): Promise<void>
  isHeld(name: string): Promise<boolean>
  /** Survives a browser that is killed, where `notes` of the last moments may not. undefined: there is no lock any more. */
  keep(note: string | undefined): Promise<void>
  kept(): Promise<string | undefined>
  /** Slow on purpose. */
  derive(pin: string, salt: string, rounds: number): Promise<string>
}

/** What a try of a PIN came to; `wait`: too many were wrong, and this one was not looked at. */
export type LockAnswer =
  | { readonly kind: 'open' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'wait'; readonly ms: number }

export const minPinLength = 6
/** As OWASP's password storage cheat sheet has it for PBKDF2 with SHA-256. */
const rounds = 600_000
const freeFailures = 5
const firstWaitMs = 30_000
const maxWaitMs = 60 * 60_000
/** A page that is loaded again stays open. */
const reloadMs = 15_000
const openKey = 'nexus-open'
const activeKey = 'nexus-active'
const activeEveryMs = 5_000

/**
 * The lock of this app on this device: nothing of what is stored is opened before the PIN. Open are the tabs that hold the present epoch, and
 * those that are opened beside one. It keeps the app closed, it does not encrypt what is stored; docs/using-nexus.md says so.
 *
 * Invariant: a wrong PIN is counted before it is looked at, so that to close the page is not to have tried.
 */
export class DeviceLock {
  readonly #ports: LockPorts
  /** The epoch that this tab holds. */
  #held = ''

  constructor(ports: LockPorts) {
    this.#ports = ports
  }

  get owner(): LockOwner | undefined {
    return this.#read()?.owner
  }

  get idleMinutes(): number {
    return this.#read()?.idleMinutes ?? 0
  }

  /** This tab stays open, and so do those that are there. */
  async set({ pin, owner, idleMinutes }: LockSettings): Promise<void> {
    const salt = this.#word()
    const hash = await this.#ports.derive(pin, salt, rounds)
    const epoch = this.#word()
    // Held before anybody reads of it.
    await this.#hold(epoch)
    await this.#keepFirst({ owner, idleMinutes, salt, hash, rounds, epoch, failures: 0, failedAtMs: 0 })
  }

  /** Before anything else is asked of it: a browser that was killed may have gone back to an older note, or to none. */
  async restore(): Promise<void> {
    const note = await this.#ports.kept()
    if (note === undefined) this.#ports.notes.remove(lockKey)
    else if (note !== this.#ports.notes.get(lockKey)) this.#ports.notes.put(lockKey, note)
  }

  async remove(): Promise<void> {
    this.#ports.notes.remove(lockKey)
    await this.#ports.keep(undefined)
  }

  async tryPin(pin: string): Promise<LockAnswer> {
    const note = this.#read()
    if (!note) return { kind: 'open' }
    const nowMs = this.#ports.clock.now()
    const ms = waitMs(note, nowMs)
    if (ms > 0) return { kind: 'wait', ms }
    const counted = { ...note, failures: note.failures + 1, failedAtMs: nowMs }
    await this.#keep(counted)
    if ((await this.#ports.derive(pin, note.salt, note.rounds)) !== note.hash) return { kind: 'wrong' }
    await this.#keep({ ...counted, failures: 0 })
    return { kind: 'open' }
  }

  /** Whether this tab may go on without a PIN: it was open a moment ago, or another one is. */
  async isOpen(): Promise<boolean> {
    const note = this.#read()
    if (!note) return true
    const [epoch, until] = (this.#ports.tab.get(openKey) ?? '').split(' ')
    if (epoch === note.epoch && Number(until) > this.#ports.clock.now()) return true
    return this.#ports.isHeld(heldName(note.epoch))
  }

  /** From now on others see that this tab is open. */
  async enter(): Promise<void> {
    const note = this.#read()
    this.#ports.tab.remove(openKey)
    this.noteActivity()
    if (note) await this.#hold(note.epoch)
  }

  /** Nothing is open any more. Every tab has to be loaded anew. */
  async lock(): Promise<void> {
    const note = this.#read()
    if (note) await this.#keepFirst({ ...note, epoch: this.#word() })
  }

  /** The page goes; if it comes back at once it is not asked again. */
  leave(): void {
    const epoch = this.#held
    // A tab that goes because it was locked does not come back open.
    if (epoch !== '' && epoch === this.#read()?.epoch)
      this.#ports.tab.put(openKey, `${epoch} ${this.#ports.clock.now() + reloadMs}`)
  }

  noteActivity(): void {
    const nowMs = this.#ports.clock.now()
    if (Math.abs(nowMs - this.#activeAtMs()) >= activeEveryMs) this.#ports.notes.put(activeKey, String(nowMs))
  }

  isIdle(): boolean {
    const { idleMinutes } = this
    return idleMinutes > 0 && this.#ports.clock.now() - this.#activeAtMs() >= idleMinutes * 60_000
  }

  async #hold(epoch: string): Promise<void> {
    if (this.#held === epoch) return
    this.#held = epoch
    await this.#ports.hold(heldName(epoch))
  }

  #activeAtMs(): number {
    return Number(this.#ports.notes.get(activeKey) ?? 0)
  }

  #word(): string {
    return Array.from(this.#ports.random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  #read(): LockNote | undefined {
    const note = this.#ports.notes.get(lockKey)
    if (note === undefined) return undefined
    try {
      return JSON.parse(note) as LockNote
    } catch {
      // Nobody's PIN opens it; the way back in is to sign in again, or to remove everything.
      return unreadable
    }
  }

  /** Whoever is reading what is kept meanwhile must not put back what it was. */
  async #keepFirst(note: LockNote): Promise<void> {
    await this.#ports.keep(JSON.stringify(note))
    this.#write(note)
  }

  async #keep(note: LockNote): Promise<void> {
    this.#write(note)
    await this.#ports.keep(JSON.stringify(note))
  }

  #write(note: LockNote): void {
    this.#ports.notes.put(lockKey, JSON.stringify(note))
  }
}

const unreadable: LockNote = {
  owner: { id: '', name: '', email: '' },
  idleMinutes: 0,
  salt: '',
  hash: 'none',
  rounds,
  epoch: 'none',
  failures: 0,
  failedAtMs: 0,
}

/** A clock that was set back makes nobody wait longer than from now. */
function waitMs({ failures, failedAtMs }: LockNote, nowMs: number): number {
  if (failures < freeFailures) return 0
  const wait = Math.min(maxWaitMs, firstWaitMs * 2 ** (failures - freeFailures))
  const passed = nowMs - failedAtMs
  return passed < 0 ? wait : Math.max(0, wait - passed)
}

function heldName(epoch: string): string {
  return `nexus-open-${epoch}`
}
