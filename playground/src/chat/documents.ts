/** What the page asks by itself, beside the core: nothing of it is kept. */

import { graphql } from '../gql/gql.ts';

export const FindRooms = graphql(`
  query FindRooms($search: String) {
    publicRooms(search: $search, first: 30) {
      nodes { id name topic memberCount }
    }
  }
`);

export const FindPeople = graphql(`
  query FindPeople($search: String!) {
    users(search: $search, first: 12) {
      nodes { ...PresenceFields }
    }
  }
`);

export const AllAnnouncements = graphql(`
  query AllAnnouncements {
    announcements(first: 50) {
      nodes { ...AnnouncementFields }
    }
  }
`);
