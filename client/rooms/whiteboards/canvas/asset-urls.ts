import { getAssetUrlsByImport } from '@tldraw/assets/imports.vite'

/** Fonts, icons, languages: all of it built into the app's own files. */
export const assetUrls = getAssetUrlsByImport()
