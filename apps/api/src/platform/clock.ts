import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';

/** Where "now" comes from; tests, seeds and imports put their own time in its place. */
@Injectable()
export class Clock {
  private readonly told = new AsyncLocalStorage<Date>();

  now(): Date {
    return this.told.getStore() ?? this.present();
  }

  /** Runs `work`, and whatever it awaits, at another time: how a seed or an import tells what happened when. */
  at<T>(instant: Date, work: () => Promise<T>): Promise<T> {
    return this.told.run(instant, work);
  }

  protected present(): Date {
    return new Date();
  }
}

/** A clock that stands where it was put. */
export class FixedClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  protected override present(): Date {
    return this.instant;
  }

  moveTo(instant: Date): void {
    this.instant = instant;
  }
}
