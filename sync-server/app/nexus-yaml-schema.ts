import { z } from 'zod'
import { organizationsOfFile } from '#server/ai/agents/agents-of-file.ts'
import { assistantOfFile } from '#server/ai/providers/providers-of-file.ts'
import { oidcSchema } from '#server/identity/oidc-config.ts'

/** What an operator may say of the server in a file (docs/operators.md). */
export type NexusFile = z.output<typeof nexusFile>

const auth = z
  .strictObject({
    type: z.enum(['jwt', 'api_key', 'local', 'oidc']).default('local'),
    jwt_secret: z.string().min(8, 'a secret of 8 characters at least; 32 random ones are better').optional(),
    jwt_algorithm: z.literal('HS256').default('HS256'),
    oidc: oidcSchema.optional(),
  })
  .refine(({ type, jwt_secret }) => type !== 'jwt' || jwt_secret !== undefined, {
    path: ['jwt_secret'],
    message: 'a secret, because type is jwt',
  })
  .refine(({ type, oidc }) => type !== 'oidc' || (oidc?.length ?? 0) > 0, {
    path: ['oidc'],
    message: 'a list of providers, because type is oidc',
  })

const mail = z.strictObject({
  smtp_url: z
    .string()
    .refine(
      (url) => /^smtps?:\/\//.test(url) && URL.canParse(url),
      'an address such as smtp://user:password@mail.example.org:587',
    ),
  from: z.string().refine((from) => from.includes('@'), 'whom mail comes from, such as nexus@example.org'),
})

export const nexusFile = z.strictObject({
  data_dir: z.string().min(1).optional(),
  organizations: organizationsOfFile.default([]),
  auth: auth.prefault({}),
  mail: mail.optional(),
  assistant: assistantOfFile.prefault({}),
})
