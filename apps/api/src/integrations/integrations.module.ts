import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProgramsModule } from '../programs/index.js';
import { ReferralsModule } from '../referrals/index.js';
import { ConversionIntake } from './conversions/conversion-intake.js';
import { ConversionsController } from './conversions/conversions.controller.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyKey } from './idempotency/idempotency-key.entity.js';
import { StoredAnswers } from './idempotency/stored-answers.js';
import { ApiKey } from './keys/api-key.entity.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeys } from './keys/api-keys.service.js';

/** Translates the brand's own systems into our calls, and our events into theirs. */
@Module({
  imports: [ProgramsModule, ReferralsModule, TypeOrmModule.forFeature([ApiKey, IdempotencyKey])],
  controllers: [ApiKeysController, ConversionsController],
  providers: [ApiKeys, ConversionIntake, IdempotencyInterceptor, StoredAnswers],
  exports: [ApiKeys],
})
export class IntegrationsModule {}
