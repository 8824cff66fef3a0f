import type { PrincipalId } from '#shared/kit/ids.ts'
import type { Access, View } from './access.ts'

/** The rights that all of them have, whoever is asked about: an agent has no more than whoever it works for, and the other way round. */
export function allowedToAll(access: Access, principals: readonly PrincipalId[]): Access {
  return {
    ...access,
    check: async (principal, ...question) => {
      for (const each of principals) {
        const allowed = await access.check(each, ...question)
        if (!allowed.ok) return allowed
      }
      return access.check(principals[0] ?? principal, ...question)
    },
    known: (principal, ...question) => {
      const all = principals.map((each) => access.known(each, ...question))
      if (all.includes(undefined)) return undefined
      return all.find((each) => each?.ok === false) ?? all[0] ?? access.known(principal, ...question)
    },
    viewOf: async (principal, workspace) => {
      const views = await Promise.all(
        (principals.length > 0 ? principals : [principal]).map((each) => access.viewOf(each, workspace)),
      )
      return views.reduce((one, other) => one && other && narrower(one, other))
    },
  }
}

const order = ['viewer', 'editor', 'owner'] as const

/** For who reads and writes by it, which asks of each thing; nobody is told the exceptions. */
function narrower(one: View, other: View): View {
  const ranks = [one, other].map(({ role }) => (role ? order.indexOf(role) : -1))
  const rank = Math.min(...ranks)
  const { shared: _, ...rest } = one
  return {
    ...rest,
    isWhole: one.isWhole && other.isWhole,
    mayRead: (replica) => one.mayRead(replica) && other.mayRead(replica),
    stamp: `${one.stamp} ${other.stamp}`.trim(),
    role: rank < 0 ? undefined : order[rank],
    exceptions: [...new Set([...one.exceptions, ...other.exceptions])],
  }
}
