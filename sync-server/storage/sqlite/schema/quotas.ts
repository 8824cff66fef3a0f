/** What an organisation may use, and what it uses. */
export const quotaTables = `
`
