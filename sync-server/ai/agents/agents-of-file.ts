import type { z } from 'zod'
import { organizationsSchema } from '#server/tenancy/provision-file.ts'
import { unknownTools, unknownToolSentence } from '../tools/unknown-tools.ts'

/** `organizations` of an operator's file, whose agents are allowed what there is. */
export const organizationsOfFile = organizationsSchema.superRefine((organizations, context) => {
  organizations.forEach(({ members, builtin_agent }, at) => {
    reportUnknown(builtin_agent?.tools, [at, 'builtin_agent'], context)
    members.forEach(({ config }, index) => reportUnknown(config?.tools, [at, 'members', index, 'config'], context))
  })
})

function reportUnknown(
  tools: readonly string[] | undefined,
  path: readonly (string | number)[],
  context: z.core.$RefinementCtx,
): void {
  for (const at of unknownTools(tools ?? []))
    context.addIssue({ code: 'custom', path: [...path, 'tools', at], message: unknownToolSentence })
}
