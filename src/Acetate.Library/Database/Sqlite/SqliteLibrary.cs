using System.Runtime.InteropServices;
using SQLitePCL;

namespace Acetate.Library.Database.Sqlite;

/// <summary>Chooses the SQLite that this process uses: the operating system's, which gets its repairs, or else the bundled one.</summary>
/// <remarks>
/// The bundled library is of 2021, the newest that can be had as a package here. Both speak the same C interface; the
/// system's is taken when it is at least as new, and was built safe for threads. ACETATE_SQLITE=bundled says otherwise.
/// </remarks>
internal static partial class SqliteLibrary
{
    private const int BundledVersion = 3_035_005;

    private static readonly Lazy<string> Chosen = new(Choose);

    /// <summary>Loads SQLite once for the process; says which: <c>system 3.40.1</c>.</summary>
    public static string Load() => Chosen.Value;

    private static string Choose()
    {
        var system = IntPtr.Zero;
        if (Environment.GetEnvironmentVariable("ACETATE_SQLITE") != "bundled" && OperatingSystem.IsLinux()) system = FindSystem();
        if (system != IntPtr.Zero)
        {
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                (name, assembly, path) => name == "e_sqlite3" ? system : IntPtr.Zero);
        }

        Batteries_V2.Init();
        return $"{(system == IntPtr.Zero ? "bundled" : "system")} {raw.sqlite3_libversion().utf8_to_string()}";
    }

    private static unsafe IntPtr FindSystem()
    {
        if (!NativeLibrary.TryLoad("libsqlite3.so.0", out var handle)) return IntPtr.Zero;
        if (NativeLibrary.TryGetExport(handle, "sqlite3_libversion_number", out var version)
            && NativeLibrary.TryGetExport(handle, "sqlite3_threadsafe", out var threadSafe)
            && ((delegate* unmanaged[Cdecl]<int>)version)() >= BundledVersion
            && ((delegate* unmanaged[Cdecl]<int>)threadSafe)() == 1)
            return handle;
        NativeLibrary.Free(handle);
        return IntPtr.Zero;
    }
}
