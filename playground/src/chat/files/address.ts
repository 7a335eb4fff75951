/** The addresses of a file are good for an hour or two, and a page stays open for days. */

import { useCallback, useEffect, useRef, useState, type MouseEvent } from 'react';
import { createRequest } from '@urql/core';
import type { FreshAttachmentQuery } from '../../gql/graphql.ts';
import { select, type Attachment } from '../../spark/index.ts';
import { FreshAttachment } from '../documents.ts';
import { useDriver, useSelect } from '../spark.ts';

interface Addresses {
  /** The file, with addresses that are good, or may be. */
  readonly attachment: Attachment;
  /** There is nothing at its address, also at a fresh one. */
  readonly isBroken: boolean;
  /** It did not come: a fresh address may help. */
  readonly failed: () => void;
  /** For a link to it: where its address is not good any more, it is followed with a fresh one. */
  readonly follow: (event: MouseEvent<HTMLAnchorElement>) => void;
}

const isOver = ({ urlExpiresAt }: Attachment) => Date.parse(urlExpiresAt) <= Date.now();

/**
 * The first address stays as long as it is good, whatever newer ones the message brings, so that nothing is loaded twice. By this
 * machine's clock it is read anew before it is used, by the server's when it fails, each once.
 */
export function useAddress(told: Attachment): Addresses {
  const driver = useDriver();
  const isOnline = useSelect(select.isOnline);
  const [attachment, setAttachment] = useState(told);
  const [broken, setBroken] = useState<string | null>(null);
  const asked = useRef<string | null>(null);

  const renew = useCallback(
    async (hasFailed: boolean): Promise<Attachment> => {
      if (told.url !== attachment.url && !isOver(told)) {
        setAttachment(told);
        return told;
      }
      if (asked.current === attachment.url) {
        if (hasFailed) setBroken(attachment.url);
        return attachment;
      }
      asked.current = attachment.url;
      const { data } = await driver.client.executeQuery<FreshAttachmentQuery>(createRequest(FreshAttachment.toString(), { id: told.id })).toPromise();
      const fresh = data?.node && 'url' in data.node ? (data.node as Attachment) : null;
      // The same address again would not come either.
      if (hasFailed && (!fresh || fresh.url === attachment.url)) setBroken(attachment.url);
      if (fresh) setAttachment(fresh);
      return fresh ?? attachment;
    },
    [driver, told, attachment],
  );

  useEffect(() => {
    if (isOver(attachment) && asked.current !== attachment.url) void renew(false);
  }, [attachment, renew]);

  // What was broken without a network may be whole with one.
  const [wasOnline, setWasOnline] = useState(isOnline);
  if (wasOnline !== isOnline) {
    setWasOnline(isOnline);
    if (isOnline) setBroken(null);
  }
  useEffect(() => {
    if (isOnline) asked.current = null;
  }, [isOnline]);

  const failed = () => { void renew(true); };
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    if (!isOver(attachment)) return;
    event.preventDefault();
    const link = event.currentTarget.cloneNode() as HTMLAnchorElement;
    void renew(false).then(({ url }) => {
      link.href = url;
      link.click();
    });
  };
  return { attachment, isBroken: broken === attachment.url, failed, follow };
}
