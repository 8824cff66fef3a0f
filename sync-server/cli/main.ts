import { serve } from '#server/app/serve.ts'

/** One subcommand: `run` gets the words after its name and fulfils with the exit code; what keeps running says nothing yet. */
export interface Subcommand {
  readonly usage: string
  readonly summary: string
  run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | undefined>
}

/** Two words before one: `import markdown` is a command of its own. Each is loaded when it is asked for. */
const subcommands: Readonly<Record<string, Subcommand>> = {
  serve: {
    usage: 'nexus serve [--config nexus.yaml] [--host HOST] [--port PORT] [--data FOLDER]',
    summary: 'Start the server. PORT, HOST, NEXUS_DATA, NEXUS_URL, NEXUS_SIGN_UP, NEXUS_CLIENT: see docs/operators.md.',
    run: async (args, env) => {
      await serve(env, args)
      return undefined
    },
  },
  'import markdown': {
    usage:
      'nexus import markdown PATH --workspace NAME [--into FOLDER] [--create] [--dry-run] [--json] [--report FILE] [--server URL]',
    summary: 'A folder or zip of Markdown (Obsidian, Notion, any) becomes documents: see docs/import-export.md.',
    run: async (args, env) => (await import('./import-markdown.ts')).importMarkdown(args, env),
  },
  'export markdown': {
    usage: 'nexus export markdown PATH --workspace NAME [--folder FOLDER/IN/IT] [--json] [--server URL]',
    summary: 'Writes documents as Markdown with their files, to a folder or, when PATH ends in .zip, a zip.',
    run: async (args, env) => (await import('./export-markdown.ts')).exportMarkdown(args, env),
  },
  backup: {
    usage: 'nexus backup [DIR] [--data DIR] [--keep N] [--json]',
    summary:
      'Copies everything to DIR (or <data>-backups), beside a running server; keeps the newest 7: see docs/operators.md.',
    run: async (args, env) => (await import('./backup.ts')).backup(args, env),
  },
  restore: {
    usage: 'nexus restore FROM [--data DIR] [--replace] [--json]',
    summary: 'Puts a backup, or the newest sound one of a folder, in place; --replace moves what is there aside.',
    run: async (args, env) => (await import('./restore.ts')).restore(args, env),
  },
  doctor: {
    usage: 'nexus doctor [--data DIR] [--deep] [--backups DIR] [--json] [--salvage DIR]',
    summary:
      'Says whether the data is sound, what can be read and what to do; --salvage copies what is left to a new folder.',
    run: async (args, env) => (await import('./doctor.ts')).doctor(args, env),
  },
  quota: {
    usage:
      'nexus quota --org NAME [QUOTA=NUMBER|none …] [--workspace ID] [--dry-run] [--json] [--data DIR | --server URL]',
    summary: 'Shows what an organisation may use and uses, and sets limits.',
    run: async (args, env) => (await import('./quota.ts')).quota(args, env),
  },
  'retention run': {
    usage: 'nexus retention run [--org NAME] [--dry-run] [--json] [--data DIR | --server URL]',
    summary: 'Removes now what has been kept longer than its organisation wants; --dry-run counts it.',
    run: async (args, env) => (await import('./retention.ts')).runRetention(args, env),
  },
  'export organisation': {
    usage: 'nexus export organisation FILE --org NAME [--json] [--data DIR | --server URL]',
    summary: 'Writes all of an organisation to one archive (.tar.gz): see docs/operators.md.',
    run: async (args, env) => (await import('./whole-organisation.ts')).exportOrganisation(args, env),
  },
  'import organisation': {
    usage: 'nexus import organisation FILE [--json] [--data DIR | --server URL]',
    summary: 'Takes an organisation over from its archive: all of it, or nothing.',
    run: async (args, env) => (await import('./whole-organisation.ts')).importOrganisation(args, env),
  },
  'erase organisation': {
    usage: 'nexus erase organisation --org NAME --name "ITS NAME" [--dry-run] [--json] [--data DIR | --server URL]',
    summary: 'Removes everything of an organisation for ever, with a certificate in the audit log of the server.',
    run: async (args, env) => (await import('./whole-organisation.ts')).eraseOrganisation(args, env),
  },
  'model test': {
    usage: 'nexus model test FILE.fga.yaml… [--json]',
    summary: 'Runs the tests of OpenFGA store files; exit 1 when an expectation does not hold.',
    run: async (args) => (await import('./model.ts')).testModel(args),
  },
  'model show': {
    usage: 'nexus model show [FILE] [--json]',
    summary: 'Shows the authorisation model of this version, or of a file.',
    run: async (args) => (await import('./model.ts')).showModel(args),
  },
  'model diff': {
    usage: 'nexus model diff FILE [OTHER] [--json]',
    summary: 'What a model says differently from that of this version, or from another; exit 1 when they differ.',
    run: async (args) => (await import('./model.ts')).diffModels(args),
  },
  'audit verify': {
    usage: 'nexus audit verify [--org NAME | server] [--export FILE] [--data DIR] [--json]',
    summary: 'Says whether anything in the audit logs, or in an export of one, was changed, removed, moved or cut off.',
    run: async (args, env) => (await import('./audit.ts')).verifyAudit(args, env),
  },
  'audit export': {
    usage: 'nexus audit export --org NAME | server [--to FILE] [--data DIR]',
    summary: 'Writes an audit log as JSON lines with a signed end, beside a running server too.',
    run: async (args, env) => (await import('./audit.ts')).exportAudit(args, env),
  },
  'audit erase': {
    usage: 'nexus audit erase --org NAME | server --about WHO [--dry-run] [--data DIR] [--json]',
    summary: 'Erases address and details of the entries about somebody; that they were there stays provable.',
    run: async (args, env) => (await import('./audit.ts')).eraseAudit(args, env),
  },
  'secret set': {
    usage: 'nexus secret set NAME --org ORG [--data DIR] [--json] < VALUE',
    summary:
      'Stores a credential of an organisation from the standard input; older versions stay in use until revoked.',
    run: async (args, env) => (await import('./secrets.ts')).setSecret(args, env),
  },
  'secret list': {
    usage: 'nexus secret list --org ORG [--data DIR] [--json]',
    summary: 'Lists the credentials of an organisation, never their values.',
    run: async (args, env) => (await import('./secrets.ts')).listSecrets(args, env),
  },
  'secret revoke': {
    usage: 'nexus secret revoke NAME --org ORG [--version N] [--data DIR] [--json]',
    summary: 'Makes a credential, or one version of it, unreadable for ever.',
    run: async (args, env) => (await import('./secrets.ts')).revokeSecret(args, env),
  },
  'secret rotate': {
    usage: 'nexus secret rotate [--data DIR] [--json]',
    summary: 'Puts a new server key first and encrypts every secret with it, while the server runs.',
    run: async (args, env) => (await import('./secrets.ts')).rotateKey(args, env),
  },
  init: {
    usage: 'nexus init --config FILE [--prune [--yes]] [--dry-run] [--json]',
    summary: 'Makes organisations, workspaces and members what nexus.yaml says; --dry-run shows what would change.',
    run: async (args, env) => (await import('./init.ts')).init(args, env),
  },
  'admin add-user': {
    usage:
      'nexus admin add-user --org NAME --user EMAIL [--role ROLE] [--workspaces sales:rw-,plans:r--] [--agent] [--invite]',
    summary:
      'Puts somebody into an organisation. These and the next: REST when NEXUS_API_KEY is set, else the data folder.',
    run: async (args, env) => (await import('./admin.ts')).addUser(args, env),
  },
  'admin remove-user': {
    usage: 'nexus admin remove-user --org NAME --user EMAIL [--workspaces sales,plans]',
    summary: 'Takes somebody out of an organisation, or out of some workspaces; open sessions end at once.',
    run: async (args, env) => (await import('./admin.ts')).removeUser(args, env),
  },
  'admin list': {
    usage: 'nexus admin list [--org NAME] [--json]',
    summary: 'Lists the members of an organisation, or the organisations.',
    run: async (args, env) => (await import('./admin.ts')).listMembers(args, env),
  },
  'admin reset-factor': {
    usage: 'nexus admin reset-factor --user EMAIL|ID [--dry-run] [--json] [--data DIR | --server URL]',
    summary: 'Takes two-factor sign-in off the account of somebody who has lost the app and the recovery codes.',
    run: async (args, env) => (await import('./reset-factor.ts')).resetFactor(args, env),
  },
  rebac: {
    usage: 'nexus rebac create|delete|check|explain SUBJECT RELATION PATH [--dry-run] [--json]',
    summary: 'Writes, takes away, asks for or explains one relation: user:bob@acme.com editor /orgs/acme/sales.',
    run: async (args, env) => (await import('./rebac.ts')).rebac(args, env),
  },
  setfacl: {
    usage: 'nexus setfacl PATH [user:bob@acme.com:rw-…] [-x SUBJECT…] [--dry-run] [--json]',
    summary: 'Sets what somebody may on an organisation, a workspace or a thing; -x takes it away.',
    run: async (args, env) => (await import('./facl.ts')).setfacl(args, env),
  },
  getfacl: {
    usage: 'nexus getfacl PATH [--json]',
    summary: 'Lists what was granted on it.',
    run: async (args, env) => (await import('./facl.ts')).getfacl(args, env),
  },
  'key create': {
    usage:
      'nexus key create --name NAME (--user WHO | --org NAME [--agent NAME] | --operator) [--scopes read,write,admin] [--days N]',
    summary: 'Makes an API key and shows it once.',
    run: async (args, env) => (await import('./key.ts')).createKey(args, env),
  },
  'key list': {
    usage: 'nexus key list [--org NAME] [--user WHO] [--json]',
    summary: 'Lists API keys, without their secrets.',
    run: async (args, env) => (await import('./key.ts')).listKeys(args, env),
  },
  'key revoke': {
    usage: 'nexus key revoke ID [--org NAME] [--dry-run] [--json]',
    summary: 'Ends an API key.',
    run: async (args, env) => (await import('./key.ts')).revokeKey(args, env),
  },
}

async function main(words: readonly string[]): Promise<number | undefined> {
  const two = words.slice(0, 2).join(' ')
  const name = [two, words[0] ?? ''].find((each) => Object.hasOwn(subcommands, each))
  const subcommand = name === undefined ? undefined : subcommands[name]
  if (name !== undefined && subcommand) return subcommand.run(words.slice(name.split(' ').length), process.env)
  const isAsked = words.length === 0 || ['help', '--help', '-h'].includes(words[0] ?? '')
  if (isAsked) console.log(help())
  else console.error(`nexus: there is no command "${words.join(' ')}"; "nexus --help" lists them.`)
  return isAsked ? 0 : 2
}

function help(): string {
  const lines = Object.values(subcommands).map(({ usage, summary }) => `  ${usage}\n      ${summary}`)
  return `Usage: nexus <command>\n\n${lines.join('\n')}`
}

const code = await main(process.argv.slice(2))
if (code !== undefined) process.exitCode = code
