import {
  AssetRecordType,
  type Editor,
  EmbedShapeUtil,
  getHashForString,
  HTMLContainer,
  type TLEmbedShape,
} from 'tldraw'
import classes from './link-shapes.module.css'

/** Pages of other sites show as a link: a frame of theirs would load their code and tell them who looks. */
export class LinkedPageShapeUtil extends EmbedShapeUtil {
  override component(shape: TLEmbedShape) {
    const { url } = shape.props
    return (
      <HTMLContainer id={shape.id} className={classes.page ?? ''}>
        {url && (
          <a className={classes.link} href={url} target="_blank" rel="noopener noreferrer">
            {url}
          </a>
        )}
      </HTMLContainer>
    )
  }
}

/** A pasted address becomes a card with the address on it; nothing is fetched. */
export function keepLinksLocal(editor: Editor): void {
  editor.registerExternalAssetHandler('url', async ({ url }) => ({
    id: AssetRecordType.createId(getHashForString(url)),
    typeName: 'asset',
    type: 'bookmark',
    props: { src: url, title: url.replace(/^https?:\/\/(www\.)?/, ''), description: '', image: '', favicon: '' },
    meta: {},
  }))
}
