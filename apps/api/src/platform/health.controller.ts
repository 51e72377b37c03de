import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import { DomainError } from '@fanfare/contracts';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Public } from './auth/access.js';

const HealthResponse = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });
type HealthResponse = z.infer<typeof HealthResponse>;
const VERSION = '0.1.0';
const PATIENCE_MS = 2_000;

@ApiTags('Health')
@Controller('api/v1/health')
export class HealthController {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** 200 when the database answers in time; 503 `server.unavailable` otherwise. */
  @Get()
  @Public()
  @ApiOkResponse({ standardSchema: HealthResponse })
  async health(): Promise<HealthResponse> {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS).unref());
    try {
      await Promise.race([this.source.query('SELECT 1'), late]);
    } catch {
      throw new DomainError('server.unavailable', { retryAfterSeconds: 2 });
    }
    return { status: 'ok', version: VERSION };
  }
}
