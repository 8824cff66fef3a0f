import type { Behaviour } from '../../sync-server/ai/testing/hostile-endpoint.ts'
import { type ModelServer, setModel, startModelServer } from './model-server.ts'
import { firstVisit, invitationTo, joinBy, type Person, syncWorkspace } from './people.ts'

/** A server that may have a model, and Ada, who has a synced workspace there. */
export interface ModelWorld extends ModelServer {
  readonly ada: Person
  /** From now on it answers whoever asks in her organisation. */
  setModel(): Promise<void>
  /** Somebody new, on a device of their own. */
  join(name: string, role: 'editor' | 'viewer'): Promise<Person>
}

/** Ends with everybody who is in it. `answer`: what the model does when it is asked something. */
export async function openModelWorld(answer: Behaviour): Promise<ModelWorld> {
  const { server, model, close } = await startModelServer(answer)
  const ada = await firstVisit(server)
  const people = [ada]
  await syncWorkspace(ada, 'Ada')
  return {
    server,
    model,
    ada,
    setModel: () => setModel(ada.page(), model),
    join: async (name, role) => {
      const person = await joinBy(server, await invitationTo(ada, role), { name, base: ada.base })
      people.push(person)
      return person
    },
    close: async () => {
      for (const person of people) await person.browser.close()
      await close()
    },
  }
}
