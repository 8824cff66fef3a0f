import { type Model, type ModelJson, readModel } from './engine/model.ts'
import json from './model.json' with { type: 'json' }

/**
 * model.fga as it is evaluated. It is kept as JSON beside it (`nexus model show --json`), so that neither a client nor the start of a server
 * loads the parser of the modelling language; a test holds the two together.
 */
export const nexusModel: Model = readOwnModel(json as ModelJson)

function readOwnModel(source: ModelJson): Model {
  const read = readModel(source)
  if (!read.ok) throw new Error(`bug: model.json: ${read.detail}`)
  return read.value
}
