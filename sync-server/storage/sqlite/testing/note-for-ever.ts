import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { openBesideServer } from '../beside-server.ts'

/** A process that notes as fast as it can, prints the number of each entry that it was told is stored, and ends when it is killed, or after `count`. */
const [dataFolder = '', log = '', name = '', count = ''] = process.argv.slice(2)
const beside = openBesideServer(dataFolder)
const { audit } = await beside.organisation(log as OrganisationId)
for (let index = 1; index <= Number(count || Infinity); index += 1) {
  const actor = `user:${name}` as PrincipalId
  const body = { index, padding: 'x'.repeat(index % 500) }
  await audit.insertNote({
    action: 'test.noted',
    actor,
    object: `entry:${index}`,
    outcome: 'done',
    timeMs: index,
    body,
  })
  process.stdout.write(`${index}\n`)
}
beside.close()
