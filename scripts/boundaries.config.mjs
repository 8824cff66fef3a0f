// Which folder may import which: the rules of the design as data. Tests may reach anywhere.

/**
 * Imports go downhill: a folder imports its own files and folders on a lower line.
 * A line with `open: true` also lets its folders import each other. `*` stands for each room.
 */
export const slopes = [
  [
    { folders: ['client/app'] },
    { folders: ['client/rooms/*'] },
    // What all rooms share: the shape of a room and the things that they show each other.
    { folders: ['client/rooms'] },
    { folders: ['client/replica'] },
    { folders: ['client/ui', 'client/platform', 'client/sw.ts'] },
    { folders: ['shared/*'], open: true },
  ],
  [
    { folders: ['sync-server/cli'] },
    { folders: ['sync-server/app'] },
    { folders: ['sync-server/http', 'sync-server/live'] },
    { folders: ['sync-server/rooms/*', 'sync-server/ai'], open: true },
    {
      folders: [
        'sync-server/log',
        'sync-server/access',
        'sync-server/identity',
        'sync-server/tenancy',
        'sync-server/audit',
        'sync-server/secrets',
        'sync-server/resources',
      ],
      open: true,
    },
    { folders: ['sync-server/storage', 'sync-server/mail'] },
    { folders: ['shared/*'], open: true },
  ],
  [
    { folders: ['shared/assistant'] },
    { folders: ['shared/rooms', 'shared/rooms/*'], open: true },
    { folders: ['shared/protocol', 'shared/access', 'shared/crdt', 'shared/language'], open: true },
    { folders: ['shared/kit'] },
  ],
]

/** Outside its own folder, a room is entered through its `index.ts`, or through that of a folder in it. */
export const rooms = ['client/rooms/*', 'sync-server/rooms/*', 'shared/rooms/*']

/** A package named here is imported in these folders only; `types` lists folders that may `import type` from it. */
export const fences = [
  { packages: ['dexie', 'dexie-react-hooks'], folders: ['client/platform'] },
  { packages: ['better-sqlite3', 'sqlite-vec'], folders: ['sync-server/storage/sqlite'] },
  {
    packages: ['yjs', 'y-protocols', '@automerge/automerge'],
    folders: ['shared/crdt', 'client/replica', 'sync-server/live', 'sync-server/log'],
    types: ['client/rooms/documents', 'client/rooms/whiteboards'],
  },
  { packages: ['@tiptap/y-tiptap', '@tiptap/extension-collaboration'], folders: ['client/rooms/documents'] },
  { packages: ['tldraw', '@tldraw/assets'], folders: ['client/rooms/whiteboards'] },
  { packages: ['chrono-node', 'rrule'], folders: ['shared/language'] },
  { packages: ['openai'], folders: ['sync-server/ai'] },
  { packages: ['nodemailer'], folders: ['sync-server/mail'] },
  { packages: ['fastify', 'ws', '@fastify/static', '@fastify/cookie'], folders: ['sync-server'] },
  { packages: ['react', 'react-dom', '@mantine/core'], folders: ['client'] },
]
