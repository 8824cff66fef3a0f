/** The dialog's name: who opens it gives the tree node that shall move. */
export const moveOverlay = 'documents.move'
