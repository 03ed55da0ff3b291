namespace IntegrationAgent.Agent.State;

/// <summary>Tells network file systems, on which SQLite's locks and shared memory do not hold.</summary>
internal static class LocalFileSystem
{
    private static readonly HashSet<string> Networked = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "coda", "ceph", "glusterfs", "lustre", "gpfs", "ocfs2", "gfs2",
        "9p", "davfs", "beegfs", "orangefs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "fuse.glusterfs", "fuse.ceph", "fuse.davfs2", "fuse.gcsfuse", "fuse.blobfuse",
    };

    public static void RequireLocal(string path)
    {
        var fileSystem = OperatingSystem.IsLinux() && File.Exists("/proc/self/mountinfo")
            ? FromMounts(Path.GetFullPath(path), File.ReadLines("/proc/self/mountinfo"))
            : "";
        if (Networked.Contains(fileSystem))
            throw StateErrors.NetworkFileSystem(path, fileSystem);
    }

    /// <summary>The type of the file system that a path lies on, after <c>/proc/self/mountinfo</c>; empty when it does not say.</summary>
    internal static string FromMounts(string path, IEnumerable<string> mountInfo)
    {
        var (longest, type) = (-1, "");
        foreach (var line in mountInfo)
        {
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-");
            if (separator < 5 || separator + 1 >= fields.Length)
                continue;
            var mount = fields[4].Replace("\\040", " ", StringComparison.Ordinal).TrimEnd('/');
            var holds = path.Length == mount.Length || (path.Length > mount.Length && path[mount.Length] == '/');
            // A later mount on the same point hides the earlier one.
            if (holds && mount.Length >= longest && path.StartsWith(mount, StringComparison.Ordinal))
                (longest, type) = (mount.Length, fields[separator + 1]);
        }

        return type;
    }
}
