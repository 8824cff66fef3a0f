import { z } from 'zod'
import { isPrincipalId, type PrincipalId } from '../kit/ids.ts'

/** Who is meant, in commands and queries. A name would be nobody's, and what is given to it or asked of it would be nowhere. */
export const somebody = z
  .custom<PrincipalId>(isPrincipalId, 'must be the id of somebody, such as user:…, and no name')
  .meta({ type: 'string', description: 'user:…' })
