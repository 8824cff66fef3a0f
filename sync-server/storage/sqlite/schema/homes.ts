/** In the control file: whether there is an organisation is asked at every door of one. */
export const homeIndexes = `
  CREATE INDEX account_links_by_organisation ON account_links (organisation);
  CREATE INDEX workspace_homes_by_organisation ON workspace_homes (organisation);
`
