import { Injectable } from '@nestjs/common';
import type { PageBrand } from './page-renderer.js';

type Loader = (slug: string) => Promise<PageBrand | null>;

/** Brands by slug, for pages of contexts that do not know programs. Whoever does registers itself at start. */
@Injectable()
export class Brands {
  private loader: Loader = async () => null;

  register(loader: Loader): void {
    this.loader = loader;
  }

  /** Null for a slug of no program: the page then wears the product's own look, and tells nothing. */
  bySlug(slug: string | undefined): Promise<PageBrand | null> {
    return slug === undefined ? Promise.resolve(null) : this.loader(slug);
  }
}
