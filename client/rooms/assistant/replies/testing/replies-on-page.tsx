import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { act, type ReactNode, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { reply } from '#shared/assistant/engine/engine.ts'
import type { Reply } from '#shared/assistant/engine/reply.ts'
import { isReplicaId, type ReplicaId } from '#shared/kit/ids.ts'
import { findTimes } from '#shared/language/times.ts'
import { commandNamed, typeOfReplica } from '#shared/rooms/all-rooms.ts'
import { taskType } from '#shared/rooms/tasks/index.ts'
import { type Engine, EngineProvider, replicaMessages } from '#client/replica/index.ts'
import { FakeTime, settle, WorldDevice } from '#client/replica/testing/engine-world.ts'
import { DesignProvider } from '#client/ui/design-provider.tsx'
import type { Messages } from '#client/ui/i18n.tsx'
import { uiMessages } from '#client/ui/messages.ts'
import { type Things, ThingsContext } from '../../../things.ts'
import { directoryFor } from '../../asker.ts'
import { messages } from '../../messages.ts'
import { ReplyView } from '../reply-view.tsx'

export interface RepliesOnPage {
  readonly engine: Engine
  /** Runs a command as a button would; answers the id of what it made. */
  did(command: string, input: object): Promise<ReplicaId>
  taskNamed(title: string): ReplicaId
  /** What the built-in engine says to the words, on the page in the place of what was there. */
  ask(text: string, how?: Shown): Promise<HTMLElement>
  show(said: Reply, how?: Shown): Promise<HTMLElement>
  /** Presses the only button of that name, and waits for what comes of it. */
  press(name: string): Promise<void>
  readonly asked: readonly string[]
  close(): Promise<void>
}

export interface Shown {
  /** From before a reload. */
  readonly isEarlier?: boolean
  /** Somebody who may not write. */
  readonly isReader?: boolean
}

/** A device of its own, alone and empty, on Monday, 5 January 2026, and replies on its page. */
export async function repliesOnPage(): Promise<RepliesOnPage> {
  const time = new FakeTime()
  const { engine } = await new WorldDevice(time, 1).openTab()
  const place = document.body.appendChild(document.createElement('div'))
  const root = createRoot(place)
  const asked: string[] = []
  const moment = { nowMs: time.clock.now(), timeZone: 'UTC', weekStartsOn: 1 } as const
  const replyTo = (text: string) => {
    const rows = engine.rows()
    const directory = directoryFor(rows, engine.live.people.get(), engine.workspace())
    return reply(text, { rows, directory, moment, findTimes, here: undefined })
  }
  const show = async (said: Reply, { isEarlier = false, isReader = false }: Shown = {}, text = '') => {
    const turn = { text, at: moment.nowMs, reply: said, isEarlier }
    const page = <ReplyView turn={turn} ask={(each) => asked.push(each)} askAgent={undefined} />
    await onPage(root, isReader ? asReader(engine) : engine, page)
    return place
  }
  return {
    engine,
    asked,
    show,
    ask: (text, how) => show(replyTo(text), how, text),
    did: (name, input) => didOn(engine, name, input),
    taskNamed: (title) => taskNamed(engine, title),
    press: (name) => press(place, name),
    async close() {
      await act(async () => root.unmount())
      place.remove()
      await engine.close()
    },
  }
}

/** As a page of its own: nothing of what was there before is left. */
async function onPage(root: Root, engine: Engine, page: ReactNode): Promise<void> {
  const route = createRootRoute({ component: () => page })
  const router = createRouter({ routeTree: route, history: createMemoryHistory() })
  await act(async () => root.render(null))
  await act(async () => {
    root.render(
      <StrictMode>
        <EngineProvider engine={engine}>
          <DesignProvider messages={words}>
            <ThingsContext value={thingsOf(engine)}>
              <RouterProvider router={router} />
            </ThingsContext>
          </DesignProvider>
        </EngineProvider>
      </StrictMode>,
    )
    await router.load()
  })
}

async function didOn(engine: Engine, name: string, input: object): Promise<ReplicaId> {
  const command = commandNamed(name)
  const outcome = command && (await act(() => engine.run(command, input as never)))
  if (!outcome?.ok) throw new Error(`${name}: ${outcome?.reason}`)
  const made: unknown = outcome.value
  return (isReplicaId(made) ? made : (made as { readonly id: ReplicaId } | undefined)?.id) as ReplicaId
}

function taskNamed(engine: Engine, title: string): ReplicaId {
  const [only] = engine
    .rows()
    .of(taskType)
    .filter(({ value }) => value.title === title)
  if (!only) throw new Error(`no task: ${title}`)
  return only.id
}

async function press(place: HTMLElement, name: string): Promise<void> {
  const buttons = [...place.querySelectorAll('button')].filter((each) => each.textContent === name)
  if (buttons.length !== 1) throw new Error(`${buttons.length} buttons: ${name}`)
  await act(async () => {
    buttons[0]?.click()
    await settle()
  })
}

const words = { ui: uiMessages, replica: replicaMessages, assistant: messages } as unknown as Messages

function asReader(engine: Engine): Engine {
  const workspace = { ...engine.workspace(), canWrite: false }
  const live = { ...engine.live, workspace: { get: () => workspace, subscribe: () => () => {} } }
  return { ...engine, live, workspace: () => workspace }
}

function thingsOf(engine: Engine): Things {
  const titleOf = (id: ReplicaId) => {
    const type = typeOfReplica(id)
    const value = type && (engine.rows().get(type, id)?.value as Titled | undefined)
    return value && value.trashedAt === undefined ? (value.title ?? value.text) : undefined
  }
  return {
    titleOf,
    pathOf: (id) => `/w/here/${id}`,
    linkOf: (id) => ({ to: `/w/here/${id}`, search: {} }),
    iconOf: () => undefined,
    open: () => true,
  }
}

interface Titled {
  readonly title?: string
  readonly text?: string
  readonly trashedAt?: number
}
