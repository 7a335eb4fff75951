import { Component, type ReactNode, type RefObject } from 'react';
import type { Place } from './place.ts';

/** Whatever renders in it leaves who reads in their place: looked at just before the page changes, held just after. */
export class Held extends Component<{ readonly place: RefObject<Place | null>; readonly children: ReactNode }> {
  override getSnapshotBeforeUpdate() {
    this.props.place.current?.look();
    return null;
  }
  override componentDidUpdate() {
    this.props.place.current?.hold();
  }
  override render() {
    return this.props.children;
  }
}
