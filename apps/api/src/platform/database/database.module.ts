import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { SnakeNaming } from './snake-naming.js';
import { Transactions } from './transactions.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Config) => ({
        type: 'postgres' as const,
        url: config.databaseUrl,
        namingStrategy: new SnakeNaming(),
        autoLoadEntities: true,
        synchronize: false,
        poolSize: 20,
        applicationName: 'fanfare',
        retryAttempts: 5,
        retryDelay: 500,
        // A connection that was cut (server restarted) must not take the process down with an unhandled 'error'.
        poolErrorHandler: () => undefined,
      }),
    }),
  ],
  providers: [Transactions],
  exports: [Transactions],
})
export class DatabaseModule {}
