using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Acetate.Library.Database;

/// <summary>How our value types stand in each database: native types in PostgreSQL, text that sorts rightly in SQLite.</summary>
/// <remarks>An instant is kept to the microsecond, which is what PostgreSQL can hold, on both.</remarks>
internal static class SqlTypes
{
    /// <summary>Sorts as text in the order of time.</summary>
    public const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // Dapper's map of types is one for the whole process, so it is set once, before any query.
    static SqlTypes()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        Add(new GuidType());
        Add(new InstantType());
        Add(new DayType());
    }

    /// <summary>Makes Dapper know the types.</summary>
    public static void Register() => RuntimeHelpers.RunClassConstructor(typeof(SqlTypes).TypeHandle);

    /// <summary>The instant as it comes back from the database.</summary>
    public static DateTimeOffset Kept(this DateTimeOffset instant)
    {
        var utc = instant.UtcTicks;
        return new DateTimeOffset(utc - utc % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    private static void Add<T>(SqlMapper.TypeHandler<T> handler) where T : struct
    {
        SqlMapper.RemoveTypeMap(typeof(T));
        SqlMapper.RemoveTypeMap(typeof(T?));
        SqlMapper.AddTypeHandler(handler);
    }

    private sealed class GuidType : SqlMapper.TypeHandler<Guid>
    {
        public override void SetValue(IDbDataParameter parameter, Guid value)
        {
            if (parameter is NpgsqlParameter postgres) postgres.NpgsqlDbType = NpgsqlDbType.Uuid;
            parameter.Value = parameter is SqliteParameter ? value.ToString("D") : value;
        }

        public override Guid Parse(object value) => value is Guid guid ? guid : Guid.ParseExact((string)value, "D");
    }

    private sealed class InstantType : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            if (parameter is NpgsqlParameter postgres) postgres.NpgsqlDbType = NpgsqlDbType.TimestampTz;
            parameter.Value = parameter is SqliteParameter ? Text(value) : value.Kept().UtcDateTime;
        }

        public override DateTimeOffset Parse(object value) => value switch
        {
            DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            DateTimeOffset instant => instant,
            string text => DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            _ => throw new InvalidCastException($"{value.GetType()} is not an instant."),
        };
    }

    private sealed class DayType : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            if (parameter is NpgsqlParameter postgres) postgres.NpgsqlDbType = NpgsqlDbType.Date;
            parameter.Value = parameter is SqliteParameter ? value.ToString("O", CultureInfo.InvariantCulture) : value;
        }

        public override DateOnly Parse(object value) => value switch
        {
            DateOnly day => day,
            DateTime time => DateOnly.FromDateTime(time),
            string text => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture),
            _ => throw new InvalidCastException($"{value.GetType()} is not a day."),
        };
    }
}
