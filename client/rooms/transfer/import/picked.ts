import type { ByteSource, VaultEntry } from '#shared/rooms/documents/markdown/index.ts'

/** What a person chose or dropped, before anything of it is read. */
export type Picked =
  | { readonly kind: 'zip'; readonly name: string; readonly source: ByteSource }
  | { readonly kind: 'files'; readonly name: string; readonly entries: readonly VaultEntry[] }

/** From a file field: one zip, single files, or with `webkitdirectory` everything in a folder. */
export function pickedFrom(files: readonly File[]): Picked | undefined {
  const [first] = files
  if (!first) return undefined
  if (files.length === 1 && /\.zip$/i.test(first.name)) {
    return { kind: 'zip', name: first.name.replace(/\.zip$/i, ''), source: byteSource(first) }
  }
  const folder = first.webkitRelativePath.split('/')[0]
  const entries = files.map((file) =>
    entryOf(file, folder ? file.webkitRelativePath.slice(folder.length + 1) : file.name),
  )
  return { kind: 'files', name: folder || first.name.replace(/\.[^.]+$/, ''), entries }
}

/** From a drop. The items of a drop can only be asked while the event is handled, so this begins at once. */
export async function pickedFromDrop(data: DataTransfer): Promise<Picked | undefined> {
  const dropped = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const files = [...data.files]
  const [only] = dropped
  if (dropped.length === 1 && only && isFolder(only)) {
    return { kind: 'files', name: only.name, entries: await filesBelow(only, '') }
  }
  if (!dropped.some(isFolder)) return pickedFrom(files)
  const parts = await Promise.all(
    dropped.map(async (entry) =>
      isFolder(entry) ? filesBelow(entry, `${entry.name}/`) : [await droppedFile(entry, '')],
    ),
  )
  return { kind: 'files', name: only?.name ?? '', entries: parts.flat() }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

async function filesBelow(folder: FileSystemDirectoryEntry, path: string): Promise<VaultEntry[]> {
  const entries: VaultEntry[] = []
  const reader = folder.createReader()
  for (;;) {
    // A reader gives some hundred at a time and nothing when it is at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return entries
    for (const entry of some) {
      if (isFolder(entry)) entries.push(...(await filesBelow(entry, `${path}${entry.name}/`)))
      else entries.push(await droppedFile(entry, path))
    }
  }
}

async function droppedFile(entry: FileSystemEntry, path: string): Promise<VaultEntry> {
  const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
  return entryOf(file, path + entry.name)
}

function entryOf(file: File, path: string): VaultEntry {
  return {
    path,
    size: file.size,
    modifiedAt: file.lastModified,
    read: async () => new Uint8Array(await file.arrayBuffer()),
  }
}

function byteSource(file: Blob): ByteSource {
  return {
    size: file.size,
    read: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()),
  }
}
