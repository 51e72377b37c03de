import { Component, computed, inject, input } from '@angular/core';
import { Router } from '@angular/router';
import { FilterChips } from '../../ui/filter-chips';
import { PageHeading } from '../page-heading';
import { BatchList } from './batch-list';
import { Desk } from './desk';
import { HandOver } from './hand-over';
import { OnWay } from './on-way';
import { ToPack } from './to-pack';
import { Unclaimed } from './unclaimed';

const VIEWS = ['to_pack', 'desk', 'batches', 'on_way', 'hand_over', 'unclaimed'] as const;
type View = (typeof VIEWS)[number];

/** Claimed rewards on their way from the shelf to the door. */
@Component({ selector: 'ff-parcels-page', imports: [BatchList, Desk, FilterChips, HandOver, OnWay, PageHeading, ToPack, Unclaimed], templateUrl: './parcels-page.html' })
export class ParcelsPage {
  /** Of the address. */
  readonly view = input<string>();
  private readonly router = inject(Router);
  protected readonly views = VIEWS;
  protected readonly shown = computed<View>(() => VIEWS.find((view) => view === this.view()) ?? 'to_pack');

  protected show(view: View): void {
    void this.router.navigate([], { queryParams: { view } });
  }
}
