import { createHash, randomBytes } from 'node:crypto'
import { writeHeapSnapshot } from 'node:v8'
import type { OrganisationId, PrincipalId } from '#shared/kit/ids.ts'
import { openBesideServer } from '#server/storage/sqlite/beside-server.ts'
import { openLocalKeyEncryption } from '../key-encryption.ts'
import { openSecrets } from '../secrets.ts'

/** A process that uses a secret, prints the hash of what it was handed, and then writes down everything that is on its heap. */
const [dataFolder = '', organisation = '', name = '', heapFile = ''] = process.argv.slice(2)
const random = { bytes: (length: number) => randomBytes(length) }
const beside = openBesideServer(dataFolder)
const secrets = openSecrets({
  storage: beside,
  keyEncryption: openLocalKeyEncryption(beside.keys, random),
  clock: { now: () => Date.now() },
  random,
})
const place = { organisation: organisation as OrganisationId, name }
const by = { by: 'agent:test' as PrincipalId, purpose: 'a test' }
const used = await secrets.use(place, by, async (value) => createHash('sha256').update(value).digest('hex'))
console.log(used.ok ? used.value : used.reason)
writeHeapSnapshot(heapFile)
beside.close()
